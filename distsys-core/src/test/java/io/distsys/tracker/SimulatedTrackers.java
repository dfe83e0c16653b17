package io.distsys.tracker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

import io.distsys.cluster.NodeId;
import io.distsys.simulation.SimulatedMembership;
import io.distsys.simulation.SimulatedMessenger;
import io.distsys.simulation.SimulatedNetwork;
import io.distsys.simulation.VirtualLoop;
import io.distsys.simulation.VirtualTime;
import io.distsys.tracker.Tracked.Place;
import io.distsys.tracker.TrackedChange.Reason;

import static org.assertj.core.api.Assertions.assertThat;

/** Nodes with a tracker each, in virtual time, and a view that follows the network. */
public final class SimulatedTrackers {

	/** Small, so that everything is met: parts, and logs that are too short. */
	static final TrackerSettings SETTINGS = new TrackerSettings(1000, 1000, 8, 200, 60, Duration.ofSeconds(2));

	public static final Duration REPAIRED = Duration.ofSeconds(10);

	public final VirtualTime time;

	public final SimulatedNetwork network;

	public final List<Process> processes = new ArrayList<>();

	private final TrackerSettings settings;

	public SimulatedTrackers(long seed, int count) {
		this(seed, count, SETTINGS);
	}

	SimulatedTrackers(long seed, int count, TrackerSettings settings) {
		this.settings = settings;
		this.time = new VirtualTime(seed);
		this.network = new SimulatedNetwork(this.time);
		for (int i = 0; i < count; i++) {
			start();
		}
	}

	public Random random() {
		return this.time.random();
	}

	public Process start() {
		Process process = new Process(this.processes.size() + 1);
		for (Process other : alive()) {
			meet(process, other);
		}
		this.processes.add(process);
		return process;
	}

	private void meet(Process one, Process other) {
		seeSoon(one, other);
		seeSoon(other, one);
	}

	private void seeSoon(Process one, Process other) {
		this.time.after((long) (random().nextDouble() * 3e8), () -> {
			boolean connected = this.network.canHear(one.id, other.id) && this.network.canHear(other.id, one.id);
			if (connected && !other.loop.isCrashed() && !other.left) {
				one.membership.join(other.membership.self());
			}
		});
	}

	public List<Process> alive() {
		return this.processes.stream().filter((process) -> !process.loop.isCrashed() && !process.left).toList();
	}

	public void crash(Process process) {
		process.loop.crash();
		alive().forEach((other) -> loseSoon(other, process));
	}

	public void leave(Process process) {
		process.tracker.leave();
		process.left = true;
		this.time.after(200_000_000L, () -> {
			process.loop.crash();
			alive().forEach((other) -> other.membership.leave(process.id));
		});
	}

	public void cut(Process one, Process other) {
		this.network.cut(one.id, other.id);
		loseSoon(one, other);
		loseSoon(other, one);
	}

	private void loseSoon(Process one, Process other) {
		this.time.after((long) (random().nextDouble() * 5e9), () -> {
			if (!this.network.canHear(one.id, other.id) || other.loop.isCrashed()) {
				one.membership.lose(other.id);
			}
		});
	}

	/** Nothing is cut, lost or late any more. */
	public void heal() {
		this.network.heal();
		this.network.disturb(0, 0);
		List<Process> all = alive();
		this.time.after(5_100_000_000L, () -> all.forEach((one) -> all.forEach((other) -> {
			if (one != other) {
				seeSoon(one, other);
			}
		})));
		this.time.runFor(Duration.ofSeconds(6));
	}

	public void await(String what, Duration limit, BooleanSupplier condition) {
		this.time.runUntil(what, limit, condition);
	}

	/** Whether every node knows exactly what every other one says of itself. */
	public boolean agree() {
		Map<Place, Tracked> truth = new TreeMap<>();
		alive().forEach((process) -> process.tracker.keys()
			.forEach((key) -> process.tracker.find(key, process.id)
				.forEach((entry) -> truth.put(entry.place(), entry))));
		return alive().stream().allMatch((process) -> process.known().equals(truth));
	}

	/** One node, and what its listener was told. */
	public final class Process {

		public final VirtualLoop loop = new VirtualLoop(SimulatedTrackers.this.time);

		public final SimulatedMembership membership;

		public final NodeId id;

		public final Tracker tracker;

		final SimulatedMessenger messenger;

		final Map<Place, Tracked> told = new HashMap<>();

		final List<TrackedChange> changes = new ArrayList<>();

		final List<Tracked> own = new ArrayList<>();

		boolean left;

		private Process(int number) {
			this.membership = new SimulatedMembership(SimulatedMembership.node(number), this.loop);
			this.id = this.membership.self().id();
			this.messenger = new SimulatedMessenger(this.membership,
					SimulatedTrackers.this.network.connect(this.id, this.loop), this.loop);
			this.tracker = new Tracker("test", this.messenger, this.membership, (node) -> true, this.loop,
					SimulatedTrackers.this.settings);
			this.tracker.subscribe(this::onChanges, this.loop);
		}

		private void onChanges(List<TrackedChange> batch) {
			for (TrackedChange change : batch) {
				Place place = change.entry().place();
				assertThat(this.told.get(place)).as("before " + change).isEqualTo(change.before());
				if (change.after() != null) {
					this.told.put(place, change.after());
				}
				else {
					this.told.remove(place);
				}
			}
			this.changes.addAll(batch);
		}

		Map<Place, Tracked> known() {
			Map<Place, Tracked> known = new TreeMap<>();
			this.tracker.keys()
				.forEach((key) -> this.tracker.find(key).forEach((entry) -> known.put(entry.place(), entry)));
			return known;
		}

		void actRandomly() {
			int choice = random().nextInt(10);
			if (choice < 5 || this.own.isEmpty()) {
				this.own.add(this.tracker.add("k" + random().nextInt(4), value()));
			}
			else if (choice < 7) {
				this.tracker.change(this.own.get(random().nextInt(this.own.size())).id(), value());
			}
			else {
				this.tracker.remove(this.own.remove(random().nextInt(this.own.size())).id());
			}
		}

		private byte[] value() {
			byte[] value = new byte[random().nextInt(30)];
			random().nextBytes(value);
			return value;
		}

		List<Reason> reasons() {
			return this.changes.stream().map(TrackedChange::reason).toList();
		}

		@Override
		public String toString() {
			return this.membership.self().name();
		}

	}

}
