package io.distsys.ownership;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.distsys.cluster.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * Writes the values of the table. Sets and maps are sorted: equal values have equal
 * bytes.
 */
final class TableWriter {

	private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

	private final DataOutputStream out = new DataOutputStream(this.bytes);

	static byte[] bytes(Part part) {
		TableWriter writer = new TableWriter();
		try {
			part.write(writer);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return writer.bytes.toByteArray();
	}

	void tag(int tag) throws IOException {
		this.out.writeByte(tag);
	}

	void flag(boolean flag) throws IOException {
		this.out.writeBoolean(flag);
	}

	void number(long number) throws IOException {
		this.out.writeLong(number);
	}

	void node(NodeId node) throws IOException {
		this.out.writeLong(node.high());
		this.out.writeLong(node.low());
	}

	void session(SessionId session) throws IOException {
		node(session.node());
		this.out.writeLong(session.openedAt());
	}

	void optionalSession(@Nullable SessionId session) throws IOException {
		this.out.writeBoolean(session != null);
		if (session != null) {
			session(session);
		}
	}

	void key(ResourceKey key) throws IOException {
		this.out.writeUTF(key.kind());
		this.out.writeUTF(key.name());
		this.out.writeInt(key.index());
	}

	void held(Command.Held held) throws IOException {
		key(held.key());
		this.out.writeLong(held.token().value());
	}

	void move(Command.Move move) throws IOException {
		key(move.key());
		FencingToken current = move.current();
		flag(current != null);
		if (current != null) {
			number(current.value());
		}
		optionalSession(move.to());
	}

	void duration(Duration duration) throws IOException {
		this.out.writeLong(duration.toNanos());
	}

	void offers(Set<Offer> offers) throws IOException {
		many(new TreeSet<>(offers), (offer) -> {
			this.out.writeUTF(offer.kind());
			this.out.writeUTF(offer.name());
			this.out.writeInt(offer.count());
			this.out.writeInt(offer.terms().preference());
			this.out.writeUTF(offer.terms().version());
			this.out.writeLong(offer.terms().minimumStay().toMillis());
			strategy(offer.terms());
		});
	}

	/**
	 * Offers without a strategy have the bytes that they had before there were any: a
	 * negative number of nodes says that one follows. The number's highest bit says that
	 * nothing more is taken.
	 */
	private void strategy(Offer.Terms terms) throws IOException {
		boolean isNamed = !terms.strategy().isEmpty();
		int nodes = terms.minimumNodes() | (terms.keepsOnly() ? TableReader.KEEPS_ONLY : 0);
		this.out.writeInt(isNamed ? -nodes : nodes);
		if (isNamed) {
			this.out.writeUTF(terms.strategy());
		}
		if (terms.strategy().equals(Offer.Terms.PROPOSED)) {
			proposed(terms.proposed());
		}
	}

	/** Many places and few nodes: each node once, then its number for each place. */
	private void proposed(List<NodeId> places) throws IOException {
		List<NodeId> nodes = places.stream().distinct().toList();
		Map<NodeId, Integer> numbers = new HashMap<>();
		for (NodeId node : nodes) {
			numbers.put(node, numbers.size());
		}
		many(nodes, this::node);
		many(places, (place) -> this.out.writeShort(numbers.getOrDefault(place, 0)));
	}

	void metadata(Map<String, String> metadata) throws IOException {
		many(new TreeMap<>(metadata).entrySet(), (entry) -> {
			this.out.writeUTF(entry.getKey());
			this.out.writeUTF(entry.getValue());
		});
	}

	<T> void many(Collection<T> values, Each<T> each) throws IOException {
		this.out.writeInt(values.size());
		for (T value : values) {
			each.write(value);
		}
	}

	void session(Session session) throws IOException {
		session(session.id());
		number(session.attempt());
		duration(session.ttl());
		number(session.renewedAt());
		flag(session.draining());
		offers(session.offers());
	}

	void ownership(Ownership row) throws IOException {
		key(row.key());
		session(row.owner());
		number(row.token().value());
		tag(row.state().ordinal());
		optionalSession(row.next());
		Ownership.Cession cession = row.cededBy();
		flag(cession != null);
		if (cession != null) {
			node(cession.node());
			number(cession.token().value());
		}
		metadata(row.metadata());
	}

	void text(String text) throws IOException {
		this.out.writeUTF(text);
	}

	void waiter(Waiter waiter) throws IOException {
		session(waiter.session());
		number(waiter.request());
	}

	void line(ResourceKey key, Line line) throws IOException {
		key(key);
		waiter(line.holder());
		many(line.waiting(), this::waiter);
	}

	void pause(@Nullable MovesPause pause) throws IOException {
		flag(pause != null);
		if (pause != null) {
			text(pause.by());
			text(pause.why());
			number(pause.since().toEpochMilli());
		}
	}

	interface Part {

		void write(TableWriter writer) throws IOException;

	}

	interface Each<T> {

		void write(T value) throws IOException;

	}

}
