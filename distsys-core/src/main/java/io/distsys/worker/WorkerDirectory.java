package io.distsys.worker;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.distsys.cluster.Cluster;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.messaging.Lane;
import io.distsys.messaging.MessageHandler.Message;
import io.distsys.messaging.MessageHandler.Replier;
import io.distsys.messaging.Messenger;
import io.distsys.messaging.Reply;
import io.distsys.time.MonotonicClock;

/**
 * Tells other nodes which workers run here, and asks them. The answer comes in parts,
 * some slots at a time.
 */
final class WorkerDirectory {

	static final String ADDRESS = "distsys.worker.directory";

	private static final int PART_BYTES = 256 * 1024;

	private static final int ONLY_COUNT = -1;

	private final Cluster cluster;

	private final Messenger messenger;

	private final Map<String, HostedType> types;

	private final MonotonicClock clock;

	WorkerDirectory(Cluster cluster, Messenger messenger, Map<String, HostedType> types, MonotonicClock clock) {
		this.cluster = cluster;
		this.messenger = messenger;
		this.types = types;
		this.clock = clock;
	}

	void answer(Message received, Replier replier) {
		Part part;
		try {
			ByteBuffer question = ByteBuffer.wrap(received.payload());
			int fromSlot = question.getInt();
			HostedType type = this.types.get(Wire.text(question));
			part = (type != null) ? part(type, fromSlot) : new Part(ONLY_COUNT, 0, List.of());
		}
		catch (BufferUnderflowException ex) {
			throw new IllegalArgumentException("Not a question for workers: it ends too early", ex);
		}
		replier.reply(new Reply.Answered(part.encode()));
	}

	private static Part part(HostedType type, int fromSlot) {
		if (fromSlot == ONLY_COUNT) {
			return new Part(ONLY_COUNT, (int) type.cells().filter(WorkerCell::isAlive).count(), List.of());
		}
		List<String> keys = new ArrayList<>();
		int size = 0;
		int slot = fromSlot;
		while (slot < type.definition().slots() && size < PART_BYTES) {
			List<String> more = type.slot(slot)
				.tenure()
				.stream()
				.flatMap(SlotTenure::cells)
				.filter(WorkerCell::isAlive)
				.map(WorkerCell::key)
				.toList();
			keys.addAll(more);
			size += more.stream().mapToInt(String::length).sum();
			slot++;
		}
		return new Part((slot < type.definition().slots()) ? slot : ONLY_COUNT, keys.size(), keys);
	}

	CompletionStage<WorkerListing> list(String type, Duration timeout) {
		Map<String, NodeId> workers = new HashMap<>();
		return askAll(type, 0, timeout, (node, part) -> part.keys().forEach((key) -> workers.put(key, node)))
			.thenApply((silent) -> new WorkerListing(workers, silent));
	}

	CompletionStage<WorkerCount> count(String type, Duration timeout) {
		Map<NodeId, Integer> counts = new HashMap<>();
		return askAll(type, ONLY_COUNT, timeout, (node, part) -> counts.put(node, part.count()))
			.thenApply((silent) -> new WorkerCount(counts, silent));
	}

	private CompletionStage<Set<NodeId>> askAll(String type, int fromSlot, Duration timeout, Taking taking) {
		Collection<Node> nodes = this.cluster.view().nodes();
		long deadline = this.clock.nanos() + timeout.toNanos();
		Set<NodeId> silent = new HashSet<>();
		List<CompletableFuture<Void>> asked = new ArrayList<>();
		for (Node node : nodes) {
			asked.add(ask(node.id(), type, fromSlot, deadline, taking, silent));
		}
		return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).thenApply((ignored) -> {
			synchronized (taking) {
				return Set.copyOf(silent);
			}
		});
	}

	/** All parts share the time that there is. */
	private CompletableFuture<Void> ask(NodeId node, String type, int fromSlot, long deadline, Taking taking,
			Set<NodeId> silent) {
		Duration left = Duration.ofNanos(Math.max(1, deadline - this.clock.nanos()));
		byte[] name = Wire.utf8(type);
		ByteBuffer question = ByteBuffer.allocate(2 * Integer.BYTES + name.length).putInt(fromSlot);
		return this.messenger.call(node, Lane.BULK, ADDRESS, Wire.put(question, name).array(), left)
			.toCompletableFuture()
			.thenCompose((reply) -> {
				Part part = (reply instanceof Reply.Answered answered) ? Part.decode(answered.payload()) : null;
				synchronized (taking) {
					if (part == null) {
						silent.add(node);
					}
					else {
						taking.take(node, part);
					}
				}
				return (part == null || part.nextSlot() == ONLY_COUNT) ? CompletableFuture.completedFuture(null)
						: ask(node, type, part.nextSlot(), deadline, taking, silent);
			});
	}

	/** Takes an answer; one at a time. */
	@FunctionalInterface
	private interface Taking {

		void take(NodeId node, Part part);

	}

	/**
	 * A part of an answer.
	 *
	 * @param nextSlot where the next part begins, or {@link #ONLY_COUNT} if it is the
	 * last
	 * @param count how many workers
	 * @param keys their keys, if these were asked for
	 */
	private record Part(int nextSlot, int count, List<String> keys) {

		private byte[] encode() {
			List<byte[]> encoded = this.keys.stream().map(Wire::utf8).toList();
			int size = 3 * Integer.BYTES + encoded.stream().mapToInt((key) -> Integer.BYTES + key.length).sum();
			ByteBuffer buffer = ByteBuffer.allocate(size)
				.putInt(this.nextSlot)
				.putInt(this.count)
				.putInt(encoded.size());
			encoded.forEach((key) -> Wire.put(buffer, key));
			return buffer.array();
		}

		private static Part decode(byte[] bytes) {
			try {
				ByteBuffer buffer = ByteBuffer.wrap(bytes);
				int nextSlot = buffer.getInt();
				int count = buffer.getInt();
				int size = buffer.getInt();
				List<String> keys = new ArrayList<>();
				for (int i = 0; i < size; i++) {
					keys.add(Wire.text(buffer));
				}
				return new Part(nextSlot, count, keys);
			}
			catch (BufferUnderflowException ex) {
				throw new IllegalArgumentException("Not a list of workers: it ends too early", ex);
			}
		}

	}

}
