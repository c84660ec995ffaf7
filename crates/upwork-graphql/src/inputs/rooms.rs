//! Rooms and messages.

use super::{DateTimeRange, Pagination};
use crate::enums::{RoomCategoryFilter, RoomPrivacyFilter, RoomTypeFilter, RoomTypeV2};
use crate::ids::{Id, OrganizationId, RoomId, StoryId, UserId};
use crate::macros::inputs;
use alloc::string::String;
use alloc::vec::Vec;

inputs! {
    /// Which rooms.
    RoomFilter {
        ;
        room_type_eq "roomType_eq": RoomTypeFilter,
        room_privacy_eq "roomPrivacy_eq": RoomPrivacyFilter,
        subscribed_eq "subscribed_eq": bool,
        active_since_eq "activeSince_eq": String,
        include_favorites_eq "includeFavorites_eq": bool,
        include_unread_if_active_eq "includeUnreadIfActive_eq": bool,
        unread_rooms_only_eq "unreadRoomsOnly_eq": bool,
        local_eq "local_eq": String,
        include_hidden_eq "includeHidden_eq": bool,
        object_reference_id_eq "objectReferenceId_eq": Id,
        room_category_eq "roomCategory_eq": RoomCategoryFilter,
    }

    /// Which messages of a room.
    RoomStoryFilter {
        room_id_eq "roomId_eq": RoomId,
        ;
        story_filter "storyFilter": StoryFilter,
    }

    /// Which messages.
    StoryFilter {
        ;
        story_created_date_time_bt "storyCreatedDateTime_bt": DateTimeRange,
        pagination "pagination": Pagination,
    }

    /// A new room.
    RoomCreateInputV2 {
        room_type "roomType": RoomTypeV2,
        ;
        room_name "roomName": String,
        topic "topic": String,
        users "users": Vec<RoomUserInput>,
    }

    /// Someone who comes into a room.
    RoomUserInput {
        user_id "userId": UserId,
        organization_id "organizationId": OrganizationId,
        ;
        role "role": String,
        invite_email "inviteEmail": String,
    }

    /// A changed room.
    RoomUpdateInputV2 {
        room_id "roomId": RoomId,
        ;
        room_name "roomName": String,
        topic "topic": String,
        reason "reason": String,
        read_only "readOnly": bool,
    }

    /// A new message.
    RoomStoryCreateInputV2 {
        ;
        room_id "roomId": RoomId,
        message "message": String,
    }

    /// A changed message.
    RoomStoryUpdateInputV2 {
        story_id "storyId": StoryId,
        room_id "roomId": RoomId,
        ;
        message "message": String,
    }
}
