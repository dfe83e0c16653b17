package io.distsys.worker;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.distsys.cluster.NodeId;

/**
 * States of workers of one slot that have left their node, on their way to whoever runs
 * the workers next: all of them, or a part if they are many.
 *
 * @param id names them
 * @param patience how long they may be on their way from here
 * @param entries the states
 */
record LeftState(Id id, Duration patience, List<SlotState.Entry> entries) {

	static final String ADDRESS = "distsys.worker.left";

	/** How much one message carries, unless a single state is larger. */
	private static final int MESSAGE_BYTES = 256 * 1024;

	LeftState {
		entries = List.copyOf(entries);
	}

	/** Make parts of what a grant has left. */
	static List<LeftState> split(StatePart.Id slot, NodeId origin, Duration patience, List<SlotState.Entry> entries) {
		List<LeftState> parts = new ArrayList<>();
		List<SlotState.Entry> some = new ArrayList<>();
		int size = 0;
		for (SlotState.Entry entry : entries) {
			if (!some.isEmpty() && size + entry.state().length > MESSAGE_BYTES) {
				parts.add(new LeftState(new Id(slot, origin, parts.size()), patience, some));
				some.clear();
				size = 0;
			}
			some.add(entry);
			size += entry.key().length() + entry.state().length;
		}
		if (!some.isEmpty()) {
			parts.add(new LeftState(new Id(slot, origin, parts.size()), patience, some));
		}
		return parts;
	}

	/** With another patience. */
	LeftState within(Duration left) {
		return new LeftState(this.id, left, this.entries);
	}

	/** What of them is left to be used. */
	LeftState only(List<SlotState.Entry> some) {
		return new LeftState(this.id, this.patience, some);
	}

	int size() {
		return this.entries.stream().mapToInt((entry) -> entry.state().length).sum();
	}

	byte[] encode() {
		byte[] type = Wire.utf8(this.id.slot().type());
		byte[] encoded = new SlotState(this.entries).encode();
		ByteBuffer buffer = ByteBuffer
			.allocate((4 + this.entries.size()) * Long.BYTES + 4 * Integer.BYTES + type.length + encoded.length);
		Wire.put(buffer, type)
			.putInt(this.id.slot().slot())
			.putLong(this.id.slot().token())
			.putLong(this.id.origin().high())
			.putLong(this.id.origin().low())
			.putInt(this.id.part())
			.putLong(this.patience.toMillis());
		Wire.put(buffer, encoded);
		this.entries.forEach((entry) -> buffer.putLong(entry.version()));
		return buffer.array();
	}

	static LeftState decode(byte[] bytes) {
		try {
			ByteBuffer buffer = ByteBuffer.wrap(bytes);
			StatePart.Id slot = new StatePart.Id(Wire.text(buffer), buffer.getInt(), buffer.getLong());
			Id id = new Id(slot, new NodeId(buffer.getLong(), buffer.getLong()), buffer.getInt());
			Duration patience = Duration.ofMillis(buffer.getLong());
			List<SlotState.Entry> entries = new ArrayList<>();
			for (SlotState.Entry worker : SlotState.decode(Wire.part(buffer)).entries()) {
				entries.add(new SlotState.Entry(worker.key(), worker.state(), buffer.getLong()));
			}
			return new LeftState(id, patience, entries);
		}
		catch (BufferUnderflowException ex) {
			throw new IllegalArgumentException("Not the states that a slot has left: they end too early", ex);
		}
	}

	/**
	 * Names states that have left a node.
	 *
	 * @param slot the slot, with the token of the grant that has ended
	 * @param origin the node whose grant it was
	 * @param part which part of what that grant has left
	 */
	record Id(StatePart.Id slot, NodeId origin, int part) {

	}

}
