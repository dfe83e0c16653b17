package io.distsys.ownership;

/**
 * One request that waits for a resource, or has it.
 *
 * @param session the session that it belongs to, and ends with
 * @param request its number, never used twice by a node
 */
record Waiter(SessionId session, long request) {

}
