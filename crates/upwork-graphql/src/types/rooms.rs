//! Rooms and messages.

use super::{OrganizationSummary, PageInfo, UserSummary};
use crate::enums::RoomType;
use crate::ids::{ContractId, Id, RoomId, StoryId};
use crate::macros::objects;
use alloc::string::String;
use alloc::vec::Vec;

objects! {
    /// A page of rooms.
    RoomConnection {
        total_count "totalCount": Option<i64>,
        edges "edges": Vec<Option<RoomEdge>>,
        page_info "pageInfo": Option<PageInfo>,
    }

    /// An entry of [`RoomConnection`].
    RoomEdge {
        node "node": Option<Room>,
    }

    /// A room: a conversation.
    Room {
        id "id": Option<RoomId>,
        room_name "roomName": Option<String>,
        room_type "roomType": Option<RoomType>,
        topic "topic": Option<String>,
        created_at_date_time "createdAtDateTime": Option<String>,
        last_visited_date_time "lastVisitedDateTime": Option<String>,
        last_read_date_time "lastReadDateTime": Option<String>,
        num_unread "numUnread": Option<i64>,
        num_unread_mentions "numUnreadMentions": Option<i64>,
        num_users "numUsers": Option<i64>,
        favorite "favorite": Option<bool>,
        hidden "hidden": Option<bool>,
        muted "muted": Option<bool>,
        read_only "readOnly": Option<bool>,
        contract_id "contractId": Option<ContractId>,
        room_users "roomUsers": Vec<Option<RoomUser>>,
        latest_story "latestStory": Option<LatestStory>,
    }

    /// Someone in a room.
    RoomUser {
        user "user": Option<UserSummary>,
        organization "organization": Option<OrganizationSummary>,
        role "role": Option<String>,
    }

    /// The newest message of a room.
    LatestStory {
        id "id": Option<StoryId>,
        message "message": Option<String>,
        created_date_time "createdDateTime": Option<String>,
    }

    /// A page of messages.
    RoomStoryConnection {
        total_count "totalCount": Option<i64>,
        edges "edges": Vec<Option<RoomStoryEdge>>,
        page_info "pageInfo": Option<PageInfo>,
    }

    /// An entry of [`RoomStoryConnection`].
    RoomStoryEdge {
        cursor "cursor": Option<String>,
        node "node": Option<RoomStory>,
    }

    /// A story: a message in a room.
    RoomStory {
        id "id": Option<StoryId>,
        message "message": Option<String>,
        created_date_time "createdDateTime": Option<String>,
        updated_date_time "updatedDateTime": Option<String>,
        user "user": Option<UserSummary>,
        organization "organization": Option<OrganizationSummary>,
        attachments "attachments": Vec<Option<MessageAttachments>>,
    }

    /// What is attached to a message.
    MessageAttachments {
        object_reference_id "objectReferenceId": Option<Id>,
        object_type "objectType": Option<String>,
        created_date_time "createdDateTime": Option<String>,
    }

    /// What a change to a message did.
    UpdateRoomStoryResponse {
        status "status": Option<String>,
    }
}
