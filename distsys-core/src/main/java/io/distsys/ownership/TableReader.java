package io.distsys.ownership;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.distsys.cluster.NodeId;
import org.jspecify.annotations.Nullable;

/** Reads what {@link TableWriter} wrote. */
final class TableReader {

	/** A bit of the number of nodes that no number of nodes has. */
	static final int KEEPS_ONLY = 1 << 30;

	private static final Ownership.State[] STATES = Ownership.State.values();

	private final DataInputStream in;

	private TableReader(byte[] bytes) {
		this.in = new DataInputStream(new ByteArrayInputStream(bytes));
	}

	static <T> T read(byte[] bytes, Part<T> part) {
		try {
			return part.read(new TableReader(bytes));
		}
		catch (IOException ex) {
			throw new UncheckedIOException("A command or snapshot of the ownership table cannot be read", ex);
		}
	}

	int tag() throws IOException {
		return this.in.readByte();
	}

	boolean flag() throws IOException {
		return this.in.readBoolean();
	}

	long number() throws IOException {
		return this.in.readLong();
	}

	NodeId node() throws IOException {
		return new NodeId(this.in.readLong(), this.in.readLong());
	}

	SessionId sessionId() throws IOException {
		return new SessionId(node(), this.in.readLong());
	}

	@Nullable SessionId optionalSession() throws IOException {
		return flag() ? sessionId() : null;
	}

	ResourceKey key() throws IOException {
		return new ResourceKey(this.in.readUTF(), this.in.readUTF(), this.in.readInt());
	}

	Command.Held held() throws IOException {
		return new Command.Held(key(), new FencingToken(this.in.readLong()));
	}

	Command.Move move() throws IOException {
		return new Command.Move(key(), flag() ? new FencingToken(number()) : null, optionalSession());
	}

	Duration duration() throws IOException {
		return Duration.ofNanos(this.in.readLong());
	}

	Set<Offer> offers() throws IOException {
		return Set.copyOf(many(() -> new Offer(this.in.readUTF(), this.in.readUTF(), this.in.readInt(), terms())));
	}

	private Offer.Terms terms() throws IOException {
		int preference = this.in.readInt();
		String version = this.in.readUTF();
		Duration minimumStay = Duration.ofMillis(this.in.readLong());
		int nodes = this.in.readInt();
		String strategy = (nodes < 0) ? text() : "";
		int minimumNodes = Math.abs(nodes);
		return new Offer.Terms(preference, version, minimumStay, minimumNodes & ~KEEPS_ONLY, strategy,
				strategy.equals(Offer.Terms.PROPOSED) ? proposed() : List.of(), (minimumNodes & KEEPS_ONLY) != 0);
	}

	private List<NodeId> proposed() throws IOException {
		List<NodeId> nodes = many(this::node);
		return many(() -> nodes.get(this.in.readUnsignedShort()));
	}

	Map<String, String> metadata() throws IOException {
		Map<String, String> metadata = new HashMap<>();
		int count = this.in.readInt();
		for (int i = 0; i < count; i++) {
			metadata.put(this.in.readUTF(), this.in.readUTF());
		}
		return metadata;
	}

	<T> List<T> many(Each<T> each) throws IOException {
		int count = this.in.readInt();
		List<T> values = new ArrayList<>(count);
		for (int i = 0; i < count; i++) {
			values.add(each.read());
		}
		return values;
	}

	Session session() throws IOException {
		return new Session(sessionId(), number(), duration(), number(), flag(), offers());
	}

	Ownership ownership() throws IOException {
		return new Ownership(key(), sessionId(), new FencingToken(number()), STATES[tag()], optionalSession(),
				cession(), metadata());
	}

	private Ownership.@Nullable Cession cession() throws IOException {
		return flag() ? new Ownership.Cession(node(), new FencingToken(number())) : null;
	}

	String text() throws IOException {
		return this.in.readUTF();
	}

	Waiter waiter() throws IOException {
		return new Waiter(sessionId(), number());
	}

	Line line() throws IOException {
		return new Line(waiter(), many(this::waiter));
	}

	@Nullable MovesPause pause() throws IOException {
		return flag() ? new MovesPause(text(), text(), Instant.ofEpochMilli(number())) : null;
	}

	interface Part<T> {

		T read(TableReader reader) throws IOException;

	}

	interface Each<T> {

		T read() throws IOException;

	}

}
