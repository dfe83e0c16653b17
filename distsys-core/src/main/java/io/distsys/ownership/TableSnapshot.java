package io.distsys.ownership;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.distsys.consensus.StateChunk;

/**
 * The whole table as it was at one moment: a first chunk with tokens and sessions, then
 * chunks of rows, lines and numbers, and the switch. Sorted: equal tables have equal
 * bytes. What is long is in chunks of its own, of as many fewer as it is longer: so a
 * chunk is short enough for the control lane without a look at the bytes of each row.
 */
final class TableSnapshot {

	/** A part of the table is never longer. */
	private static final int CHUNK_BYTES = 4 * 1024 * 1024;

	private static final int ROWS_A_CHUNK = 2_000;

	/** What a row has at the most beside its texts. */
	private static final int ROW_HEADER_BYTES = 100;

	private static final int LINES_A_CHUNK = 1_000;

	/** So many wait in the lines of a chunk together. */
	private static final int WAITING_A_CHUNK = 50_000;

	private static final int ROWS = 1;

	private static final int LINES = 2;

	private static final int NUMBERS = 3;

	/**
	 * Not in a snapshot of a table in which nobody has paused anything, nor in old ones.
	 */
	private static final int MOVES = 4;

	private TableSnapshot() {
	}

	/** What is in the table is immutable: to take it is to copy references. */
	static List<StateChunk> take(long lastToken, Collection<Session> sessions, Map<ResourceKey, Ownership> rows,
			Map<ResourceKey, Line> lines, Map<String, Long> numbers, MovesSwitch moves) {
		List<StateChunk> chunks = new ArrayList<>();
		Sorted<Session> open = new Sorted<>(sessions, Comparator.comparing(Session::id));
		chunks.add(() -> TableWriter.bytes((out) -> {
			out.number(lastToken);
			out.many(open.part(0, open.size()), out::session);
		}));
		bySize(rows.values(), TableSnapshot::rowsAChunk).forEach((size, some) -> chunk(chunks, ROWS, some,
				Comparator.comparing(Ownership::key), size, TableWriter::ownership));
		bySize(Map.copyOf(lines).entrySet(), TableSnapshot::linesAChunk).forEach((size, some) -> chunk(chunks, LINES,
				some, Map.Entry.comparingByKey(), size, (out, line) -> out.line(line.getKey(), line.getValue())));
		chunk(chunks, NUMBERS, Map.copyOf(numbers).entrySet(), Map.Entry.comparingByKey(), ROWS_A_CHUNK,
				(out, number) -> {
					out.text(number.getKey());
					out.number(number.getValue());
				});
		chunk(chunks, MOVES, moves.equals(MovesSwitch.UNTOUCHED) ? List.of() : List.of(moves), (one, other) -> 0, 1,
				(out, moved) -> moved.write(out));
		return chunks;
	}

	/** Those of which a chunk has most first. */
	private static <T> Map<Integer, List<T>> bySize(Collection<T> values, Function<T, Integer> size) {
		return values.stream()
			.collect(Collectors.groupingBy(size, () -> new TreeMap<>(Comparator.reverseOrder()), Collectors.toList()));
	}

	/** By the characters, each of which has three bytes at the most. */
	private static int rowsAChunk(Ownership row) {
		int characters = row.key().kind().length() + row.key().name().length();
		for (Map.Entry<String, String> entry : row.metadata().entrySet()) {
			// The lengths of both are written too.
			characters += entry.getKey().length() + entry.getValue().length() + 2;
		}
		return size(CHUNK_BYTES / (ROW_HEADER_BYTES + 3L * characters), ROWS_A_CHUNK);
	}

	private static int linesAChunk(Map.Entry<ResourceKey, Line> line) {
		return size(WAITING_A_CHUNK / Math.max(1, line.getValue().waiting().size()), LINES_A_CHUNK);
	}

	/** One of a few sizes, so that there are not many chunks that are nearly empty. */
	private static int size(long fitting, int most) {
		return (fitting >= most) ? most : Math.max(1, Integer.highestOneBit((int) fitting));
	}

	private static <T> void chunk(List<StateChunk> chunks, int tag, Collection<T> values, Comparator<T> order, int size,
			Each<T> each) {
		Sorted<T> all = new Sorted<>(values, order);
		for (int from = 0; from < all.size(); from += size) {
			int first = from;
			chunks.add(() -> TableWriter.bytes((out) -> {
				out.tag(tag);
				out.many(all.part(first, size), (value) -> each.write(out, value));
			}));
		}
	}

	/**
	 * Read what was written.
	 * @return the last token
	 */
	static long read(List<byte[]> chunks, Receiver receiver) {
		long lastToken = TableReader.read(chunks.get(0), (in) -> {
			long token = in.number();
			in.many(in::session).forEach(receiver::session);
			return token;
		});
		for (byte[] chunk : chunks.subList(1, chunks.size())) {
			TableReader.read(chunk, (in) -> readChunk(in, receiver));
		}
		return lastToken;
	}

	private static int readChunk(TableReader in, Receiver receiver) throws IOException {
		int tag = in.tag();
		return switch (tag) {
			case ROWS -> in.many(() -> {
				receiver.row(in.ownership());
				return tag;
			}).size();
			case LINES -> in.many(() -> {
				receiver.line(in.key(), in.line());
				return tag;
			}).size();
			case NUMBERS -> in.many(() -> {
				receiver.number(in.text(), in.number());
				return tag;
			}).size();
			case MOVES -> in.many(() -> {
				receiver.moves(MovesSwitch.read(in));
				return tag;
			}).size();
			default -> throw new IOException("No part of a snapshot has the tag " + tag);
		};
	}

	/** Takes what stood in the snapshot. */
	interface Receiver {

		void session(Session session);

		void row(Ownership row);

		void line(ResourceKey key, Line line);

		void number(String name, long value);

		void moves(MovesSwitch moves);

	}

	/** A copy of some values, put in order when the first of them are wanted. */
	private static final class Sorted<T> {

		private final List<T> values;

		private final Comparator<T> order;

		private boolean sorted;

		Sorted(Collection<T> values, Comparator<T> order) {
			this.values = new ArrayList<>(values);
			this.order = order;
		}

		int size() {
			return this.values.size();
		}

		List<T> part(int from, int most) {
			if (!this.sorted) {
				this.values.sort(this.order);
				this.sorted = true;
			}
			return this.values.subList(from, Math.min(from + most, this.values.size()));
		}

	}

	private interface Each<T> {

		void write(TableWriter out, T value) throws IOException;

	}

}
