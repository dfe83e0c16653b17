package io.distsys.tracker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.distsys.cluster.Cluster;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.messaging.Messenger;
import io.distsys.time.EventLoop;
import io.distsys.time.Subscription;

/**
 * Entries that each node says of itself, known on every node: what groups, presence and
 * names without a majority are made of. An entry is changed by its own node alone, so
 * there is nothing to conflict; two nodes agree on a third one's entries as soon as they
 * have heard the same of it. (Phoenix.Tracker and Erlang's {@code pg} work alike; like
 * these it keeps nothing on disk and needs no majority.)
 * <p>
 * <b>Delivery:</b> a change is sent to all nodes in view at once, in batches under load.
 * What is lost on the way is noticed with the next change, or after
 * {@link TrackerSettings#repairInterval()}, and sent again. <b>Crash and partition:</b>
 * the entries of a node go when the view loses it, with the reason, and come again when
 * it does. A node that leaves takes its entries along before it goes. <b>Threads:</b> all
 * methods may be called from any thread; none blocks. The caller of a change sees it at
 * once; look-ups are reads of this process's memory.
 *
 * @since 0.1
 */
public final class Tracker {

	private final EventLoop loop;

	private final TrackerSettings settings;

	private final Entries entries;

	private final Correspondence correspondence;

	/** Only touched on the loop. */
	private final List<Observer> observers = new ArrayList<>();

	private final AtomicBoolean telling = new AtomicBoolean();

	/**
	 * Create a tracker and begin to listen.
	 * @param name the same on all nodes, unlike any other tracker's
	 * @param messenger carries the messages
	 * @param cluster the nodes that this one sees
	 * @param scope which of them take part; says the same of this node on all
	 * @param loop on which everything happens that is not done by a caller; not one that
	 * must be quick, because entries may be many
	 * @param settings bounds and times
	 */
	public Tracker(String name, Messenger messenger, Cluster cluster, Predicate<Node> scope, EventLoop loop,
			TrackerSettings settings) {
		this.loop = loop;
		this.settings = settings;
		this.entries = new Entries(messenger.self(), settings);
		this.correspondence = new Correspondence("tracker/" + name, messenger, cluster, scope, loop, settings,
				this.entries, this::tellObservers);
		loop.execute(this.correspondence::start);
	}

	/**
	 * Add an entry of this node.
	 * @param key by what it is found
	 * @param value what is said; must not be changed afterwards
	 * @return the entry
	 * @throws IllegalArgumentException if key and value are too long
	 * @throws IllegalStateException if this node has as many as it may have, or leaves
	 */
	public Tracked add(String key, byte[] value) {
		return add(key, value, new Nouns("key", "the value"));
	}

	/**
	 * Add an entry of this node.
	 * @param key by what it is found
	 * @param value what is said; must not be changed afterwards
	 * @param nouns what the two are to whoever reads that they are too long
	 * @return the entry
	 * @throws IllegalArgumentException if key and value are too long
	 * @throws IllegalStateException if this node has as many as it may have, or leaves
	 */
	public Tracked add(String key, byte[] value, Nouns nouns) {
		requireShort(key, value, nouns);
		Tracked entry = this.entries.add(key, value);
		tellSoon();
		return entry;
	}

	/**
	 * Say something else.
	 * @param id number of an entry of this node
	 * @param value what is said from now on; must not be changed afterwards
	 * @return whether there still is such an entry
	 * @throws IllegalArgumentException if the value is too long
	 */
	public boolean change(long id, byte[] value) {
		if (value.length > this.settings.maxValueBytes()) {
			throw new IllegalArgumentException(
					"What is said has " + value.length + " bytes, " + this.settings.maxValueBytes() + " are allowed");
		}
		boolean changed = this.entries.change(id, value);
		if (changed) {
			tellSoon();
		}
		return changed;
	}

	/**
	 * Remove an entry of this node.
	 * @param id its number
	 * @return whether it was still there
	 */
	public boolean remove(long id) {
		boolean removed = this.entries.remove(id);
		if (removed) {
			tellSoon();
		}
		return removed;
	}

	private void requireShort(String key, byte[] value, Nouns nouns) {
		int keyLength = MetadataCodec.lengthOf(key);
		if (keyLength > MetadataCodec.MAX_TEXT_BYTES) {
			throw new IllegalArgumentException("The " + nouns.key() + " has " + keyLength + " bytes, "
					+ MetadataCodec.MAX_TEXT_BYTES + " are allowed");
		}
		int length = keyLength + value.length;
		if (length > this.settings.maxValueBytes()) {
			throw new IllegalArgumentException("The " + nouns.key() + " and " + nouns.value() + " have " + length
					+ " bytes together, " + this.settings.maxValueBytes() + " are allowed");
		}
	}

	/**
	 * All entries of a key that this node knows of.
	 * @param key the key
	 * @return a live view, sorted by node and number
	 */
	public Collection<Tracked> find(String key) {
		return Collections.unmodifiableCollection(this.entries.index().find(key));
	}

	/**
	 * The entries of a key that one node has.
	 * @param key the key
	 * @param owner the node
	 * @return a live view, sorted by number
	 */
	public Collection<Tracked> find(String key, NodeId owner) {
		return Collections.unmodifiableCollection(this.entries.index().find(key, owner));
	}

	/**
	 * The keys of all entries.
	 * @return a live view
	 */
	public Set<String> keys() {
		return Collections.unmodifiableSet(this.entries.index().keys());
	}

	/**
	 * Be told which entries of a key there are, and then of every change of them.
	 * @param key the key
	 * @param listener is given the changes in batches, one batch at a time, once
	 * {@link #find} shows them; while it is busy, changes of the same entry become one
	 * @param executor on which it is told
	 * @return ends it when closed
	 */
	public Subscription subscribe(String key, Consumer<? super List<TrackedChange>> listener, Executor executor) {
		return subscribe(() -> Set.of(key), new Observer(key::equals, listener, executor));
	}

	/**
	 * Be told which entries there are of whatever key, and then of every change.
	 * @param listener is told as by {@link #subscribe(String, Consumer, Executor)}
	 * @param executor on which it is told
	 * @return ends it when closed
	 */
	public Subscription subscribe(Consumer<? super List<TrackedChange>> listener, Executor executor) {
		return subscribe(this::keys, new Observer((key) -> true, listener, executor));
	}

	private Subscription subscribe(Supplier<Set<String>> keys, Observer observer) {
		this.loop.execute(() -> {
			Entries.Picture picture = this.entries.picture(keys.get());
			this.observers.forEach((other) -> other.tell(picture.untold()));
			this.observers.add(observer);
			observer.tell(picture.present());
		});
		return () -> {
			observer.close();
			this.loop.execute(() -> this.observers.remove(observer));
		};
	}

	private void tellSoon() {
		if (this.telling.compareAndSet(false, true)) {
			this.loop.execute(() -> {
				this.telling.set(false);
				this.correspondence.tell();
				tellObservers();
			});
		}
	}

	private void tellObservers() {
		List<TrackedChange> changes = this.entries.takeChanges();
		this.observers.forEach((observer) -> observer.tell(changes));
	}

	/**
	 * What was counted on this node.
	 * @return the numbers of this moment
	 */
	public TrackerStatistics statistics() {
		return this.correspondence.counters().statistics(this.entries.ownSize(), this.entries.othersSize());
	}

	/**
	 * Leave: remove what this node has, tell the others, and hear of nothing more.
	 * @return completes when the others were told, as far as a message is known to leave
	 */
	public CompletionStage<Void> leave() {
		CompletableFuture<Void> left = new CompletableFuture<>();
		this.entries.close();
		this.loop.execute(() -> {
			this.correspondence.close();
			tellObservers();
			left.complete(null);
		});
		return left;
	}

	/**
	 * What an entry is made of, in the words of its user.
	 *
	 * @param key what the key is, as {@code name}
	 * @param value what the value is, as {@code its metadata}
	 */
	public record Nouns(String key, String value) {

	}

}
