package io.distsys.worker;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** What the owner of a slot says to a node that may hold copies of its states. */
sealed interface ReplicaMessage {

	/** The address of these messages. */
	String ADDRESS = "distsys.worker.replica";

	/**
	 * Which slot, and under which grant it is spoken of.
	 * @return the slot with the sender's token
	 */
	StatePart.Id slot();

	/**
	 * From now on take nothing of an earlier grant, and tell what is newer than this.
	 *
	 * @param slot the slot
	 * @param known what the asking one has
	 * @param from the version below which nothing counts there
	 */
	record Collect(StatePart.Id slot, Map<String, StateVersion> known, StateVersion from) implements ReplicaMessage {

	}

	/**
	 * Forget what you have told: owner and backup have it.
	 *
	 * @param slot the slot
	 */
	record Forget(StatePart.Id slot) implements ReplicaMessage {

	}

	/**
	 * What a backup is to keep; several travel in a {@link CopyBundle}.
	 *
	 * @param slot the slot, with the sender's token
	 * @param copies what is kept of some of its workers
	 * @param complete the version below which nothing counts any more: with this message
	 * the receiver has everything else; or {@literal null} if that is not so yet
	 */
	record Keep(StatePart.Id slot, List<StateCopy> copies, @Nullable StateVersion complete) {

		byte[] encode() {
			return written((out) -> {
				writeSlot(out, this.slot);
				out.writeBoolean(this.complete != null);
				if (this.complete != null) {
					writeVersion(out, this.complete);
				}
				writeCopies(out, this.copies);
			});
		}

		static Keep decode(byte[] bytes) {
			return read(bytes, (in) -> {
				StatePart.Id slot = readSlot(in);
				StateVersion complete = in.readBoolean() ? readVersion(in) : null;
				return new Keep(slot, readCopies(in), complete);
			});
		}

	}

	/**
	 * The answer to {@link Collect}.
	 *
	 * @param copies what is newer
	 * @param more whether there is more of it
	 * @param complete with the last part: the version below which nothing counts any more
	 */
	record Collected(List<StateCopy> copies, boolean more, StateVersion complete) {

		byte[] encode() {
			return written((out) -> {
				out.writeBoolean(this.more);
				writeVersion(out, this.complete);
				writeCopies(out, this.copies);
			});
		}

		static Collected decode(byte[] bytes) {
			return read(bytes, (in) -> {
				boolean more = in.readBoolean();
				StateVersion complete = readVersion(in);
				return new Collected(readCopies(in), more, complete);
			});
		}

	}

	/** Encode it. */
	default byte[] encode() {
		return written((out) -> {
			out.writeByte((this instanceof Collect) ? 1 : 2);
			writeSlot(out, slot());
			if (this instanceof Collect collect) {
				writeVersion(out, collect.from());
				writeVersions(out, collect.known());
			}
		});
	}

	/** Decode it. */
	static ReplicaMessage decode(byte[] bytes) {
		return read(bytes, (in) -> {
			int tag = in.readByte();
			StatePart.Id slot = readSlot(in);
			return switch (tag) {
				case 1 -> readCollect(slot, in);
				case 2 -> new Forget(slot);
				default -> throw new IllegalArgumentException("Not a message about copies of states: tag " + tag);
			};
		});
	}

	private static void writeSlot(DataOutputStream out, StatePart.Id slot) throws IOException {
		writeText(out, slot.type());
		out.writeInt(slot.slot());
		out.writeLong(slot.token());
	}

	private static StatePart.Id readSlot(DataInputStream in) throws IOException {
		return new StatePart.Id(readText(in), in.readInt(), in.readLong());
	}

	private static Collect readCollect(StatePart.Id slot, DataInputStream in) throws IOException {
		StateVersion from = readVersion(in);
		return new Collect(slot, readVersions(in), from);
	}

	private static void writeCopies(DataOutputStream out, List<StateCopy> copies) throws IOException {
		out.writeInt(copies.size());
		for (StateCopy copy : copies) {
			writeText(out, copy.key());
			writeVersion(out, copy.version());
			out.writeByte(copy.kind().ordinal());
			writeBytes(out, copy.state());
		}
	}

	private static List<StateCopy> readCopies(DataInputStream in) throws IOException {
		int count = in.readInt();
		List<StateCopy> copies = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			copies.add(new StateCopy(readText(in), readVersion(in), readKind(in), readBytes(in)));
		}
		return copies;
	}

	private static StateCopy.Kind readKind(DataInputStream in) throws IOException {
		int ordinal = in.readUnsignedByte();
		StateCopy.Kind[] kinds = StateCopy.Kind.values();
		if (ordinal >= kinds.length) {
			throw new IOException("no kind of copy: " + ordinal);
		}
		return kinds[ordinal];
	}

	private static void writeVersions(DataOutputStream out, Map<String, StateVersion> versions) throws IOException {
		out.writeInt(versions.size());
		for (Map.Entry<String, StateVersion> each : versions.entrySet()) {
			writeText(out, each.getKey());
			writeVersion(out, each.getValue());
		}
	}

	private static Map<String, StateVersion> readVersions(DataInputStream in) throws IOException {
		int count = in.readInt();
		Map<String, StateVersion> versions = new HashMap<>();
		for (int i = 0; i < count; i++) {
			versions.put(readText(in), readVersion(in));
		}
		return versions;
	}

	private static void writeVersion(DataOutputStream out, StateVersion version) throws IOException {
		out.writeLong(version.token());
		out.writeLong(version.number());
	}

	private static StateVersion readVersion(DataInputStream in) throws IOException {
		return new StateVersion(in.readLong(), in.readLong());
	}

	private static void writeText(DataOutputStream out, String text) throws IOException {
		writeBytes(out, Wire.utf8(text));
	}

	private static String readText(DataInputStream in) throws IOException {
		return new String(readBytes(in), StandardCharsets.UTF_8);
	}

	private static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
		out.writeInt(bytes.length);
		out.write(bytes);
	}

	private static byte[] readBytes(DataInputStream in) throws IOException {
		int length = in.readInt();
		if (length < 0 || length > in.available()) {
			throw new IOException(length + " bytes where " + in.available() + " are left");
		}
		return in.readNBytes(length);
	}

	private static byte[] written(Writing writing) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (DataOutputStream out = new DataOutputStream(bytes)) {
			writing.to(out);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return bytes.toByteArray();
	}

	private static <T> T read(byte[] bytes, Reading<T> reading) {
		try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
			return reading.from(in);
		}
		catch (IOException ex) {
			throw new IllegalArgumentException("Not a message about copies of states: " + ex.getMessage(), ex);
		}
	}

	/** Writes a message. */
	@FunctionalInterface
	interface Writing {

		void to(DataOutputStream out) throws IOException;

	}

	/** Reads a message. */
	@FunctionalInterface
	interface Reading<T> {

		T from(DataInputStream in) throws IOException;

	}

}
