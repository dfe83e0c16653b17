package io.distsys.simulation;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.distsys.cluster.NodeId;
import io.distsys.messaging.Lane;
import io.distsys.messaging.Transport;
import org.jspecify.annotations.Nullable;

/**
 * A network between simulated processes: seeded delay, loss and duplicates, and cuts in
 * either direction. A frame to a paused process waits; one to a crashed process is lost.
 */
public final class SimulatedNetwork {

	private final VirtualTime time;

	private final Map<NodeId, Port> ports = new HashMap<>();

	private long minimumDelayNanos = 100_000;

	private long maximumDelayNanos = 1_000_000;

	private double loss;

	private double duplicates;

	private boolean paths;

	private long sent;

	public SimulatedNetwork(VirtualTime time) {
		this.time = time;
	}

	/** Connect a process. */
	public Transport connect(NodeId node, VirtualLoop loop) {
		Port port = new Port(node, this.ports.size(), loop);
		this.ports.put(node, port);
		return port;
	}

	/** Set the delay of each frame to a random one in these bounds. */
	public void delay(long minimumNanos, long maximumNanos) {
		this.minimumDelayNanos = minimumNanos;
		this.maximumDelayNanos = maximumNanos;
	}

	/** Lose, and repeat, each frame with these probabilities. */
	public void disturb(double lossProbability, double duplicateProbability) {
		this.loss = lossProbability;
		this.duplicates = duplicateProbability;
	}

	/**
	 * From now on there are {@linkplain Transport#path paths}: what is told, and sent
	 * after it on the bulk lane, arrives in order, until one that is told is lost. Then
	 * the path is not whole any more, and there is another one at once, on which frames
	 * may overtake those of the former.
	 */
	public void openPaths() {
		this.paths = true;
	}

	/** Drop everything between two nodes. */
	public void cut(NodeId one, NodeId other) {
		cutOneWay(one, other);
		cutOneWay(other, one);
	}

	/** Drop everything that one node sends to the other. */
	public void cutOneWay(NodeId from, NodeId to) {
		port(from).cutTo.set(port(to).number);
	}

	/** Drop everything between a node and all others. */
	public void isolate(NodeId node) {
		this.ports.keySet().stream().filter((other) -> !other.equals(node)).forEach((other) -> cut(node, other));
	}

	/** End what {@link #cut} has done to two nodes. */
	public void join(NodeId one, NodeId other) {
		port(one).cutTo.clear(port(other).number);
		port(other).cutTo.clear(port(one).number);
	}

	/** End all cuts. */
	public void heal() {
		this.ports.values().forEach((port) -> port.cutTo.clear());
	}

	/** Number of frames that were given to it. */
	public long sent() {
		return this.sent;
	}

	public boolean canHear(NodeId listener, NodeId speaker) {
		return !port(speaker).cutTo.get(port(listener).number);
	}

	private Port port(NodeId node) {
		return this.ports.get(node);
	}

	private boolean passes(Port from, Port to) {
		return !from.cutTo.get(to.number) && (this.loss <= 0 || this.time.random().nextDouble() >= this.loss);
	}

	private long randomDelay() {
		return this.minimumDelayNanos
				+ (long) (this.time.random().nextDouble() * (this.maximumDelayNanos - this.minimumDelayNanos));
	}

	private final class Port implements Transport {

		private final NodeId self;

		private final int number;

		private final VirtualLoop loop;

		private final BitSet cutTo = new BitSet();

		private final Map<Port, Connection> connections = new HashMap<>();

		private @Nullable FrameReceiver receiver;

		private Port(NodeId self, int number, VirtualLoop loop) {
			this.self = self;
			this.number = number;
			this.loop = loop;
		}

		@Override
		public void receive(FrameReceiver receiver) {
			this.receiver = receiver;
		}

		@Override
		public CompletionStage<Void> send(NodeId to, Lane lane, byte[] frame) {
			SimulatedNetwork.this.sent++;
			CompletableFuture<Void> accepted = new CompletableFuture<>();
			Port target = SimulatedNetwork.this.ports.get(to);
			if (target == null) {
				accepted.completeExceptionally(new NotSentException("There is no node " + to));
				return accepted;
			}
			deliver(target, lane, frame, accepted);
			double repeated = SimulatedNetwork.this.duplicates;
			if (repeated > 0 && SimulatedNetwork.this.time.random().nextDouble() < repeated) {
				deliver(target, lane, frame, accepted);
			}
			return accepted;
		}

		@Override
		public @Nullable Path path(NodeId to) {
			Port target = SimulatedNetwork.this.ports.get(to);
			return (target != null && SimulatedNetwork.this.paths)
					? this.connections.computeIfAbsent(target, (port) -> new Connection(this, port)) : null;
		}

		private void deliver(Port target, Lane lane, byte[] frame, CompletableFuture<Void> accepted) {
			VirtualTime time = SimulatedNetwork.this.time;
			if (!passes(this, target)) {
				return;
			}
			Connection connection = (lane == Lane.BULK) ? this.connections.get(target) : null;
			long delay = (connection != null) ? connection.delay() : randomDelay();
			time.after(delay, () -> target.loop.execute(() -> {
				if (target.take(this, lane, frame) && passes(target, this)) {
					time.after(randomDelay(), () -> this.loop.execute(() -> accepted.complete(null)));
				}
			}));
		}

		private boolean take(Port from, Lane lane, byte[] frame) {
			FrameReceiver frames = this.receiver;
			if (frames == null) {
				return false;
			}
			SimulatedNetwork.this.time.mark(frame.length);
			frames.onFrame(from.self, lane, frame);
			return true;
		}

	}

	private final class Connection implements Transport.Path {

		private final Port from;

		private final Port to;

		private long lastArrivalNanos = Long.MIN_VALUE;

		private boolean broken;

		private Connection(Port from, Port to) {
			this.from = from;
			this.to = to;
		}

		/** Not before what has been written before. */
		private long delay() {
			long now = SimulatedNetwork.this.time.nanos();
			this.lastArrivalNanos = Math.max(now + randomDelay(), this.lastArrivalNanos);
			return this.lastArrivalNanos - now;
		}

		@Override
		public boolean tell(byte[] frame) {
			if (this.broken) {
				return false;
			}
			SimulatedNetwork.this.sent++;
			if (passes(this.from, this.to)) {
				SimulatedNetwork.this.time.after(delay(),
						() -> this.to.loop.execute(() -> this.to.take(this.from, Lane.BULK, frame)));
			}
			else {
				this.broken = true;
				this.from.connections.remove(this.to, this);
			}
			return true;
		}

		@Override
		public boolean isWhole() {
			return !this.broken;
		}

	}

}
