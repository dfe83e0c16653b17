package io.distsys.tracker;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

import io.distsys.cluster.NodeId;
import io.distsys.tracker.TrackerMessage.Ask;
import io.distsys.tracker.TrackerMessage.Delta;
import io.distsys.tracker.TrackerMessage.Latest;
import io.distsys.tracker.TrackerMessage.Part;

/** The messages as bytes. */
final class TrackerCodec {

	private static final int DELTA = 1;

	private static final int LATEST = 2;

	private static final int ASK = 3;

	private static final int PART = 4;

	private TrackerCodec() {
	}

	static byte[] encode(TrackerMessage message) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (DataOutputStream out = new DataOutputStream(bytes)) {
			write(message, out);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return bytes.toByteArray();
	}

	private static void write(TrackerMessage message, DataOutputStream out) throws IOException {
		if (message instanceof Delta delta) {
			out.writeByte(DELTA);
			out.writeLong(delta.from());
			out.writeInt(delta.changes().size());
			for (Change change : delta.changes()) {
				write(change, out);
			}
		}
		else if (message instanceof Latest latest) {
			out.writeByte(LATEST);
			out.writeLong(latest.edition().version());
			out.writeLong(latest.edition().fingerprint());
		}
		else if (message instanceof Ask ask) {
			out.writeByte(ASK);
			out.writeLong(ask.known());
		}
		else if (message instanceof Part part) {
			out.writeByte(PART);
			out.writeLong(part.version());
			out.writeInt(part.number());
			out.writeBoolean(part.isLast());
			out.writeInt(part.entries().size());
			for (Tracked entry : part.entries()) {
				write(entry, out);
			}
		}
	}

	private static void write(Change change, DataOutputStream out) throws IOException {
		Tracked entry = change.entry();
		out.writeBoolean(entry != null);
		if (entry != null) {
			write(entry, out);
		}
		else {
			out.writeLong(change.id());
		}
	}

	private static void write(Tracked entry, DataOutputStream out) throws IOException {
		out.writeLong(entry.id());
		out.writeUTF(entry.key());
		out.writeInt(entry.value().length);
		out.write(entry.value());
	}

	/**
	 * Read a message.
	 * @param sender whose entries it tells
	 * @throws IOException if it is none
	 */
	static TrackerMessage decode(NodeId sender, byte[] bytes) throws IOException {
		try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
			int kind = in.readByte();
			return switch (kind) {
				case DELTA -> readDelta(sender, in);
				case LATEST -> new Latest(new Edition(in.readLong(), in.readLong()));
				case ASK -> new Ask(in.readLong());
				case PART -> readPart(sender, in);
				default -> throw new IOException("There is no message of kind " + kind);
			};
		}
	}

	private static Delta readDelta(NodeId sender, DataInputStream in) throws IOException {
		long from = in.readLong();
		int count = in.readInt();
		List<Change> changes = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			boolean present = in.readBoolean();
			if (present) {
				Tracked entry = readEntry(sender, in);
				changes.add(new Change(entry.id(), entry));
			}
			else {
				changes.add(new Change(in.readLong(), null));
			}
		}
		return new Delta(from, changes);
	}

	private static Part readPart(NodeId sender, DataInputStream in) throws IOException {
		long version = in.readLong();
		int number = in.readInt();
		boolean isLast = in.readBoolean();
		int count = in.readInt();
		List<Tracked> entries = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			entries.add(readEntry(sender, in));
		}
		return new Part(version, number, isLast, entries);
	}

	private static Tracked readEntry(NodeId sender, DataInputStream in) throws IOException {
		long id = in.readLong();
		String key = in.readUTF();
		int length = in.readInt();
		byte[] value = in.readNBytes(Math.max(0, length));
		if (value.length != length) {
			throw new IOException("A value of " + length + " bytes does not end");
		}
		return new Tracked(sender, id, key, value);
	}

}
