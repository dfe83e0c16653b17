package io.distsys.worker;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The workers that have joined a group, called through an interface that all of them
 * implement, or through the class that all of them are of. A worker joins by
 * {@link WorkerContext#join} and leaves with its instance: when it stops, crashes or
 * moves; the instance that follows joins anew. A group is there as long as it has
 * members.
 * <p>
 * <b>Memberships</b> are known elsewhere within milliseconds, after the loss of a message
 * within seconds; there is no majority. Those of a node that crashes go when its loss is
 * noticed. <b>Messages</b> travel like calls: to wherever the member's slot is by then,
 * in order with the other calls of this node, at most once. A member that has ended takes
 * none, and is not made anew for one. <b>Threads:</b> no method blocks; a message is
 * encoded on the calling thread, and stages complete on a thread of the library, which
 * dependents must not block.
 *
 * @param <T> the interface or class
 * @since 0.1
 */
public interface WorkerGroup<T> {

	/**
	 * Name of the group.
	 * @return the name
	 */
	String name();

	/**
	 * The members that this node knows of: a read of its memory.
	 * @return the members, each worker once, sorted by node
	 */
	List<WorkerMember> members();

	/**
	 * A member to be called: one of this node if there is any, otherwise one of another
	 * node; in turn, if there are several. A call is an ordinary one: should the member
	 * have ended meanwhile, it begins a new worker.
	 * @return a proxy as of {@link WorkerType#get}, or empty if there is no member
	 */
	Optional<T> one();

	/**
	 * Send to one member: one of this node if there is any; where that does not take it,
	 * to the next.
	 * @param message calls one method of what it is given; what that method of the member
	 * returns or throws is heard by nobody
	 * @return completes with the member in whose mailbox it is, empty if none took it;
	 * exceptionally with {@link io.distsys.messaging.CallException} if one may have taken
	 * it and was lost
	 * @throws io.distsys.messaging.Codec.NotEncodableException if an argument cannot be
	 * encoded
	 * @throws IllegalArgumentException if not exactly one method is called
	 */
	CompletionStage<Optional<WorkerMember>> sendToOne(Consumer<? super T> message);

	/**
	 * Send to all members, encoded once.
	 * @param message as for {@link #sendToOne}
	 * @return completes with the number of members in whose mailboxes it is, once each
	 * has answered or the time is up
	 * @throws io.distsys.messaging.Codec.NotEncodableException if an argument cannot be
	 * encoded
	 * @throws IllegalArgumentException if not exactly one method is called
	 */
	CompletionStage<Integer> sendToAll(Consumer<? super T> message);

	/**
	 * The same group with another timeout.
	 * @param timeout how long a message may wait for the owners of slots
	 * @return the group
	 */
	WorkerGroup<T> withTimeout(Duration timeout);

}
