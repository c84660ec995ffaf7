//! Rooms and messages.

use crate::enums::SortOrder;
use crate::ids::{ContractId, OfferId, OrganizationId, ProposalId, RoomId, StoryId, UserId};
use crate::inputs::{
    Pagination, RoomCreateInputV2, RoomFilter, RoomStoryCreateInputV2, RoomStoryFilter,
    RoomStoryUpdateInputV2, RoomUpdateInputV2, RoomUserInput,
};
use crate::macros::operations;
use crate::types;
use alloc::string::String;
use alloc::vec::Vec;

operations! {
    /// The user's rooms.
    query "roomList" RoomList {
        ;
        filter "filter": RoomFilter,
        pagination "pagination": Pagination,
        sort_order "sortOrder": SortOrder,
    } -> Option<types::RoomConnection>;

    /// A room.
    query "room" Room { id "id": RoomId } -> Option<types::Room>;

    /// The messages of a room.
    query "roomStories" RoomStories { filter "filter": RoomStoryFilter } -> Option<types::RoomStoryConnection>;

    /// A message.
    query "roomStory" RoomStory {
        room_id "roomId": RoomId,
        story_id "storyId": StoryId,
    } -> Option<types::RoomStory>;

    /// The room of the user with one other.
    query "oneOnOneRoom" OneOnOneRoom {
        user_id "userId": UserId,
        organization_id "organizationId": OrganizationId,
    } -> Option<types::Room>;

    /// The room of an offer.
    query "offerRoom" OfferRoom { offer_id "offerId": OfferId } -> Option<types::Room>;

    /// The room of a contract.
    query "contractRoom" ContractRoom { contract_id "contractId": ContractId } -> Option<types::Room>;

    /// The room of a proposal.
    query "proposalRoom" ProposalRoom { proposal_id "vendorProposalId": ProposalId } -> Option<types::Room>;

    /// Opens a room.
    mutation "createRoomV2" CreateRoom { input "input": RoomCreateInputV2 } -> Option<types::Room>;

    /// Changes a room.
    mutation "updateRoomV2" UpdateRoom { input "input": RoomUpdateInputV2 } -> Option<types::Room>;

    /// Puts a room away.
    mutation "archiveRoom" ArchiveRoom { room_id "roomId": RoomId } -> Option<types::Room>;

    /// The room of the user with one other, opened where there is none.
    mutation "roomCreate1on1IfNotExists" CreateOneOnOneRoom {
        user_id "userId": UserId,
        org_id "orgId": OrganizationId,
    } -> Option<types::Room>;

    /// Lets people into a room.
    mutation "addUserToRoom" AddUserToRoom {
        room_id "roomId": RoomId,
        room_users "roomUsers": Vec<RoomUserInput>,
    } -> Option<bool>;

    /// Sends someone out of a room.
    mutation "removeUserFromRoom" RemoveUserFromRoom {
        room_id "roomId": RoomId,
        user_id "userId": UserId,
        org_id "orgId": OrganizationId,
    } -> Option<bool>;

    /// Sends a message into a room.
    mutation "createRoomStoryV2" CreateRoomStory { input "input": RoomStoryCreateInputV2 } -> Option<types::RoomStory>;

    /// Changes a message.
    mutation "updateRoomStoryV2" UpdateRoomStory {
        input "input": RoomStoryUpdateInputV2,
    } -> Option<types::UpdateRoomStoryResponse>;

    /// Removes a message.
    mutation "removeRoomStory" RemoveRoomStory {
        room_id "roomId": RoomId,
        story_id "storyId": StoryId,
    } -> Option<String>;
}
