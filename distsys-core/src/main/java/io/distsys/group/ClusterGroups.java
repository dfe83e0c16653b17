package io.distsys.group;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

import io.distsys.cluster.PerRole;
import io.distsys.messaging.DeliveryQueue;
import io.distsys.time.Subscription;

/**
 * Groups of members all over the cluster, as Erlang's {@code pg} has them: a member joins
 * and leaves, anybody sends to one of a group or to all.
 * <p>
 * <b>Memberships</b> belong to the node of the member, and there is no majority: every
 * node goes on with what it sees, and after a partition nothing is in conflict. A change
 * is known elsewhere within milliseconds, after the loss of a message within seconds. The
 * members of a node that crashes go when its loss is noticed; those of a node that leaves
 * go at once. <b>Messages</b> are delivered at most once, and those of one sender to one
 * member in order. <b>Look-ups</b> are memory reads. <b>Threads:</b> every method may be
 * called from any thread. A message is encoded on the calling thread, which waits if the
 * buffer to a node is full, as {@link io.distsys.messaging.BackPressure} says: by default
 * for a while for each such node. Nothing else blocks.
 *
 * @since 0.1
 */
public interface ClusterGroups {

	/**
	 * Join a group with the default options.
	 * @param <T> the type of the messages
	 * @param group the group; it is there as long as it has members
	 * @param type messages of any other type are not for this member
	 * @param listener takes the messages
	 * @return the membership
	 * @throws IllegalStateException if this node leaves the cluster
	 */
	default <T> GroupMembership join(String group, Class<T> type, GroupListener<? super T> listener) {
		return join(group, type, listener, GroupOptions.ofDefaults());
	}

	/**
	 * Join a group.
	 * @param <T> the type of the messages
	 * @param group the group; it is there as long as it has members
	 * @param type messages of any other type are not for this member
	 * @param listener takes the messages
	 * @param options metadata, and the queue of what waits
	 * @return the membership
	 * @throws IllegalStateException if this node leaves the cluster
	 * @throws IllegalArgumentException if name and metadata are too long
	 */
	<T> GroupMembership join(String group, Class<T> type, GroupListener<? super T> listener, GroupOptions options);

	/**
	 * The members of a group.
	 * @param group the group
	 * @return the members that this node knows of, sorted by node
	 */
	List<GroupMember> members(String group);

	/**
	 * The members of a group that are on this node.
	 * @param group the group
	 * @return the members
	 */
	List<GroupMember> localMembers(String group);

	/**
	 * A member of a group: one of this node if there is any, otherwise one of another
	 * node; in turn, if there are several.
	 * @param group the group
	 * @return a member, or empty if there is none
	 */
	Optional<GroupMember> one(String group);

	/**
	 * The groups that have members.
	 * @return their names
	 */
	Set<String> groups();

	/**
	 * Send a message to a member.
	 * @param member the member
	 * @param message the message; a member of this node is given a decoded copy
	 * @return whether it was handed on: {@code false} if the member is not known any
	 * more, or a buffer or its queue is full
	 * @throws io.distsys.messaging.Codec.NotEncodableException if it cannot be encoded
	 * @throws IllegalArgumentException if it is larger than a message may be (16 MiB) and
	 * the member is on another node
	 */
	boolean send(GroupMember member, Object message);

	/**
	 * Send a message to all members of a group.
	 * @param group the group
	 * @param message the message
	 * @return to how many members it was handed on
	 * @throws io.distsys.messaging.Codec.NotEncodableException if it cannot be encoded
	 * @throws IllegalArgumentException if it is larger than a message may be (16 MiB);
	 * nobody has it then
	 */
	int broadcast(String group, Object message);

	/**
	 * Be told who is in a group, and of every change from then on, one after another, on
	 * a thread for user code. While a monitor is busy what comes and goes again is not
	 * told. What it throws is logged and does not reach the others.
	 * @param group the group
	 * @param monitor is given the events
	 * @return ends it when closed
	 */
	Subscription monitor(String group, Consumer<? super GroupEvent> monitor);

	/**
	 * What has become of the messages for members of this node, in sum. Members that have
	 * left are counted with what they had when they left.
	 * @return the numbers of this moment
	 */
	DeliveryQueue.Statistics deliveries();

	/**
	 * The groups of the nodes of a role, apart from all others: only these nodes know of
	 * them and take part.
	 * @param role the role
	 * @return always the same
	 * @throws IllegalStateException if this node does not have the role
	 */
	default ClusterGroups ofRole(String role) {
		return ofRoles().get(role);
	}

	/**
	 * The groups of each role of this node.
	 * @return none for what is of a role itself
	 */
	PerRole<? extends ClusterGroups> ofRoles();

}
