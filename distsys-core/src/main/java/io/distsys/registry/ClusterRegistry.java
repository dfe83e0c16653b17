package io.distsys.registry;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.distsys.ownership.Guarantee;
import io.distsys.time.Subscription;

/**
 * Names that one node of the cluster holds at a time, with metadata that all can read.
 * <p>
 * <b>Look-ups</b> are memory reads of what this node knows; none leaves the process. A
 * node reads its own writes. They take some dozens of nanoseconds, and to observe one
 * would take many times as long: a {@link io.distsys.messaging.MessageObserver} sees what
 * callers change, and no look-up.
 * <p>
 * <b>Crash and partition</b> depend on the {@link #guarantee()}. <em>Strong:</em> a name
 * has at most one holder. Those of a node that crashes or is cut off are free once its
 * lease has ended; it is told before ({@link Registration#onLost}), and what it sees of
 * others may be old then. <em>Available:</em> no majority is needed, so each side of a
 * cut can have its own holder, and so can two nodes that register at the same moment. As
 * soon as two holders see each other a {@link ConflictRule} keeps one, the same on every
 * node, and the other is told why ({@link Registration#onLost}). The names of a node that
 * crashes are free when its loss is noticed.
 * <p>
 * The names of the two guarantees are apart: one may be held in both by different nodes.
 *
 * @since 0.1
 */
public interface ClusterRegistry {

	/**
	 * What is promised of these names.
	 * @return the guarantee
	 */
	Guarantee guarantee();

	/**
	 * Take a name for this node if nobody holds it. A strong registry blocks, at most for
	 * the default timeout; an available one does not.
	 * @param name the name
	 * @param metadata what others can read of it
	 * @return the registration, or who holds the name
	 * @throws io.distsys.consensus.NoQuorumException if it was certainly not registered;
	 * at once if this node has no lease, as at the start or without a majority; from a
	 * strong registry alone
	 * @throws io.distsys.consensus.OutcomeUnknownException if it may have been:
	 * {@link #find} tells; from a strong registry alone
	 * @throws IllegalArgumentException if the name is empty, or name and metadata have
	 * more than 64 KiB together
	 * @throws IllegalStateException if this node has registered that name already and not
	 * given it up, has as many as it may have, or leaves, or the calling thread must not
	 * be blocked
	 */
	RegistrationResult register(String name, Map<String, String> metadata);

	/**
	 * Take a name for this node if nobody holds it.
	 * @param name the name
	 * @param metadata what others can read of it
	 * @param timeout how long to try
	 * @return completes like {@link #register}, on a thread for user code, or before it
	 * is returned where nothing has to be waited for
	 */
	CompletionStage<RegistrationResult> registerAsync(String name, Map<String, String> metadata, Duration timeout);

	/**
	 * Find who holds a name. Of a strong one the holder of which this node has heard
	 * last: while the node is cut off from the majority it hears of no change.
	 * @param name the name
	 * @return its holder, or empty
	 */
	Optional<RegisteredName> find(String name);

	/**
	 * All names.
	 * @return the names in no order; those that change meanwhile may be missed
	 */
	Stream<RegisteredName> stream();

	/**
	 * All names of which something holds.
	 * @param condition what must hold of the name, its holder or its metadata
	 * @return the names, sorted
	 */
	default List<RegisteredName> select(Predicate<? super RegisteredName> condition) {
		return stream().filter(condition).sorted(Comparator.comparing(RegisteredName::name)).toList();
	}

	/**
	 * All names that begin with a prefix.
	 * @param prefix the prefix, may be empty
	 * @return the names, sorted
	 */
	default List<RegisteredName> list(String prefix) {
		return select((entry) -> entry.name().startsWith(prefix));
	}

	/**
	 * All names that begin with a prefix and have certain metadata, others beside them
	 * perhaps.
	 * @param prefix the prefix, may be empty
	 * @param metadata the keys and values that they must have
	 * @return the names, sorted
	 */
	default List<RegisteredName> list(String prefix, Map<String, String> metadata) {
		return select((entry) -> entry.name().startsWith(prefix)
				&& entry.metadata().entrySet().containsAll(metadata.entrySet()));
	}

	/**
	 * How many names begin with a prefix.
	 * @param prefix the prefix, may be empty
	 * @return the number
	 */
	default int count(String prefix) {
		return (int) stream().filter((entry) -> entry.name().startsWith(prefix)).count();
	}

	/**
	 * Be told of later changes, one after another, on a thread for user code; also of
	 * those that this node makes. Nothing is dropped: while a listener is busy what
	 * happens to a name becomes one change, from what it was told last to what there is;
	 * that is nothing if a name came and went meanwhile, and a release and a registration
	 * if it has another holder. So the events of a name add up to what {@link #find}
	 * shows. Between names there is no order. A slow listener holds up no other, and what
	 * one throws is logged.
	 * @param listener is given the event once {@link #find} shows it
	 * @return ends the subscription when closed
	 */
	Subscription subscribe(Consumer<? super RegistryEvent> listener);

	/**
	 * Be told of each name that this node loses, at the same moment as those who asked
	 * for {@link Registration#onLost}, one after another, on a thread for user code. A
	 * listener that is busy for long misses losses: of more than 1,024 that wait for it
	 * those that come last are dropped. Whoever holds a name and must hear of its loss
	 * asks for {@link Registration#onLost}.
	 * @param listener is given the loss; what it throws is logged
	 * @return ends the subscription when closed
	 */
	Subscription onLost(Consumer<? super NameLost> listener);

	/**
	 * What there is on this node, and was counted. Does not block, and takes no longer
	 * however many names there are.
	 * @return the numbers of this moment
	 */
	RegistryStatistics statistics();

}
