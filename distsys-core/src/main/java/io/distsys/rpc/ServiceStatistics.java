package io.distsys.rpc;

/**
 * What was counted for a service of this node.
 *
 * @param service the interface, by its full name
 * @param running calls and casts that wait for a thread or run, stages of methods
 * included while their caller waits; a cast's no longer than a call may take by default
 * @param answered calls and casts whose method returned
 * @param failed calls and casts whose method threw, or whose arguments cannot be decoded
 * @param refused calls and casts that did not run: too many at once, or no such method
 * @since 0.1
 */
public record ServiceStatistics(String service, int running, long answered, long failed, long refused) {

}
