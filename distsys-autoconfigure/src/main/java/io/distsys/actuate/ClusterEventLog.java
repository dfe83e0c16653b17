package io.distsys.actuate;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.distsys.actuate.NodeReport.Event;
import io.distsys.cluster.ClusterEvent;
import io.distsys.cluster.Node;
import io.distsys.election.LeadershipEvent;
import io.distsys.election.LeadershipRevokedEvent;
import io.distsys.quorum.QuorumEvent;
import io.distsys.registry.NameLost;
import io.distsys.singleton.SingletonEvent;
import io.distsys.spring.PartitionEvent;
import io.distsys.time.Subscription;
import io.distsys.worker.WorkerEvent;
import io.distsys.worker.WorkerEventListener;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the last {@value #BOUND} events that this node has seen, with their reasons. Of
 * workers only those are kept that somebody has to look at: they were given up, or their
 * state was lost. Of names only their losses are, and the last {@value #BOUND_OF_NAMES}
 * of these: with a lease, or when a cut has healed, thousands may be lost at once.
 *
 * @since 0.1
 */
public final class ClusterEventLog implements WorkerEventListener, AutoCloseable {

	/** How many events are kept. */
	static final int BOUND = 200;

	/** How many of them are of names. */
	static final int BOUND_OF_NAMES = 20;

	private final String self;

	private final InstantSource wallClock;

	private final List<Subscription> subscriptions = new ArrayList<>();

	private final Deque<Event> events = new ArrayDeque<>();

	/**
	 * Begin to keep events.
	 * @param self name of this node
	 * @param wallClock says when, for people
	 * @param sources subscribe a listener to their events
	 */
	public ClusterEventLog(String self, InstantSource wallClock,
			List<Function<Consumer<Object>, Subscription>> sources) {
		this.self = self;
		this.wallClock = wallClock;
		sources.forEach((source) -> this.subscriptions.add(source.apply(this::take)));
	}

	@Override
	public void onEvent(WorkerEvent event) {
		take(event);
	}

	private void take(Object event) {
		Event seen = describe(event, this.wallClock.instant());
		if (seen != null) {
			add(seen);
		}
	}

	private synchronized void add(Event event) {
		if (isOfName(event) && this.events.stream().filter(ClusterEventLog::isOfName).count() == BOUND_OF_NAMES) {
			this.events.removeFirstOccurrence(
					this.events.stream().filter(ClusterEventLog::isOfName).findFirst().orElseThrow());
		}
		if (this.events.size() == BOUND) {
			this.events.remove();
		}
		this.events.add(event);
	}

	private static boolean isOfName(Event event) {
		return event.type().equals(NameLost.class.getSimpleName());
	}

	/** The last events, the oldest first. */
	synchronized List<Event> last() {
		return List.copyOf(this.events);
	}

	private @Nullable Event describe(Object event, Instant at) {
		String type = typeOf(event);
		if (event instanceof ClusterEvent about) {
			return new Event(at, type, about.node().name(), reasonOf(about), null);
		}
		if (event instanceof QuorumEvent) {
			String reason = (event instanceof QuorumEvent.QuorumLost lost) ? lost.reason() : null;
			return new Event(at, type, this.self, reason, null);
		}
		if (event instanceof PartitionEvent partition) {
			return new Event(at, type, unreachable(partition), partition.reason(), null);
		}
		if (event instanceof SingletonEvent about) {
			String reason = (about instanceof SingletonEvent.SingletonDeactivated ended) ? ended.reason() : null;
			return new Event(at, type, about.name(), reason, about.token().value());
		}
		if (event instanceof LeadershipEvent about) {
			String reason = (about instanceof LeadershipRevokedEvent revoked) ? revoked.reason() : null;
			return new Event(at, type, about.election(), reason, about.token().value());
		}
		if (event instanceof NameLost about) {
			return new Event(at, type, about.scope().qualify(about.name()), about.reason(), about.token().value());
		}
		return (event instanceof WorkerEvent about) ? describe(about, type, at) : null;
	}

	private static @Nullable Event describe(WorkerEvent event, String type, Instant at) {
		String about = event.type() + "/" + event.key();
		if (event instanceof WorkerEvent.WorkerGivenUp givenUp) {
			return new Event(at, type, about,
					"crashed again after " + givenUp.restarts() + " restarts: " + givenUp.cause(), null);
		}
		if (event instanceof WorkerEvent.GroupGivenUp givenUp) {
			return new Event(at, type, about,
					"its members were made anew " + givenUp.restarts() + " times: " + givenUp.cause(), null);
		}
		return (event instanceof WorkerEvent.StateLost lost) ? new Event(at, type, about, lost.reason(), null) : null;
	}

	private static @Nullable String reasonOf(ClusterEvent event) {
		return (event instanceof ClusterEvent.NodeLost lost) ? lost.reason() : null;
	}

	private static String unreachable(PartitionEvent event) {
		return (event instanceof PartitionEvent.PartitionSuspected suspected)
				? suspected.unreachable().stream().map(Node::name).sorted().collect(Collectors.joining(", ")) : "";
	}

	private static String typeOf(Object event) {
		String name = event.getClass().getSimpleName();
		return name.endsWith("Event") ? name.substring(0, name.length() - "Event".length()) : name;
	}

	@Override
	public void close() {
		this.subscriptions.forEach(Subscription::close);
	}

}
