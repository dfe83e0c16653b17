package io.distsys.faults.node;

import java.util.Map;
import java.util.TreeMap;

import io.distsys.faults.history.EventKind;
import io.distsys.faults.history.HistoryWriter;
import io.distsys.ownership.Fence;
import io.distsys.singleton.OnActivate;
import io.distsys.singleton.OnDeactivate;
import io.distsys.singleton.StateOffer;

import org.springframework.scheduling.annotation.Scheduled;

/**
 * An available singleton that acts twenty times a second, counts its acts, and gives the
 * counts along. An offer is {@link EventKind#INVOKED} where it is made, and
 * {@link EventKind#RETURNED} where it is taken, both with the token of the grant that has
 * ended and with the counts.
 */
class Journal implements Keeper, StateOffer<Journal.Counts> {

	/** The detail of a question to the fence that an act begins with. */
	static final String ACTED = "acted";

	private final String resource;

	private final FenceWatch watch;

	private final HistoryWriter history;

	private final String process;

	private final Map<String, Long> counts = new TreeMap<>();

	private long token;

	Journal(String name, FenceWatch watch, HistoryWriter history, NodeProperties properties) {
		this.resource = "singleton/" + name;
		this.watch = watch;
		this.history = history;
		this.process = properties.node() + "#" + properties.life();
	}

	@OnActivate
	synchronized void activate(Fence fence) {
		this.counts.clear();
		this.token = fence.token().value();
		this.watch.begin(Tenancy.of(this.resource, fence));
	}

	@OnDeactivate
	void deactivate(Fence fence) {
		this.history.record(EventKind.RELEASED, this.resource, fence.token().value(), "");
	}

	/** Whether it may act is for the library to say, not for this class to remember. */
	@Scheduled(fixedDelay = 50)
	synchronized void act(Fence fence) {
		if (Tenancy.of(this.resource, fence).ask(this.history, EventKind.HELD, ACTED)) {
			this.counts.merge(this.process + "@" + fence.token(), 1L, Long::sum);
		}
	}

	@Override
	public String keeper() {
		return this.process;
	}

	@Override
	public synchronized Counts offerState() {
		this.history.record(EventKind.INVOKED, this.resource, this.token, this.counts.toString());
		return new Counts(this.token, Map.copyOf(this.counts));
	}

	@Override
	public synchronized void acceptState(Counts state, Occasion occasion) {
		state.acts().forEach((grant, count) -> this.counts.merge(grant, count, Math::max));
		this.history.record(EventKind.RETURNED, this.resource, state.token(),
				occasion + " " + new TreeMap<>(state.acts()));
	}

	/**
	 * How often it has acted.
	 *
	 * @param token the grant that has ended
	 * @param acts the number of acts by grant, as {@code process@token}
	 */
	record Counts(long token, Map<String, Long> acts) {

	}

}
