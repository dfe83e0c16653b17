package io.distsys.ownership;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

import io.distsys.cluster.NodeId;
import io.distsys.consensus.GroupId;
import io.distsys.consensus.StateChunk;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Lines and numbers against a model that says the same more simply, whatever is
 * commanded, and over a snapshot at any moment.
 */
class LinePropertyTests {

	private static final int LOCKS = 3;

	private static final int LIMIT = 4;

	@Property(tries = 100, shrinking = ShrinkingMode.OFF)
	void theTableDoesWhatTheModelDoes(@ForAll long seed) {
		Random random = new Random(seed);
		Model model = new Model();
		OwnershipTable table = new OwnershipTable();
		table.reset(new GroupId(1, 0));
		OwnershipTable copy = null;
		long request = 0;
		for (int index = 1; index <= 300; index++) {
			NodeId node = new NodeId(0, 1 + random.nextInt(3));
			SessionId session = table.sessionOf(node).map(Session::id).orElse(new SessionId(node, 0));
			ResourceKey key = ResourceKey.of("lock", "l" + random.nextInt(LOCKS));
			Command command = switch (random.nextInt(10)) {
				case 0 -> new Command.OpenSession(node, index, Duration.ofSeconds(2), Set.of());
				case 1 -> new Command.CloseSession(session);
				case 2 -> new Command.DrainSession(session);
				case 3, 4, 5 -> new Command.Enter(key, new Waiter(session, ++request), random.nextInt(LIMIT));
				case 6, 7, 8 -> new Command.Leave(key, model.anyOf(key, random, new Waiter(session, request)));
				default -> new Command.ChangeNumber("n" + random.nextInt(3), change(random), 2);
			};
			byte[] bytes = CommandCodec.encode(command);
			byte[] result = table.apply(index, bytes);
			model.apply(index, command);
			model.compare(table);
			if (copy != null) {
				assertThat(copy.apply(index, bytes)).isEqualTo(result);
				assertThat(bytes(copy)).isEqualTo(bytes(table));
			}
			else if (random.nextInt(100) == 0) {
				copy = new OwnershipTable();
				copy.reset(new GroupId(1, 0));
				copy.install(index, StateChunk.bytesOf(table.snapshot()));
				model.compare(copy);
			}
		}
	}

	private static List<ByteBuffer> bytes(OwnershipTable table) {
		return StateChunk.bytesOf(table.snapshot()).stream().map(ByteBuffer::wrap).toList();
	}

	private static Numbers.Change change(Random random) {
		return switch (random.nextInt(3)) {
			case 0 -> new Numbers.Change.Set(random.nextInt(3));
			case 1 -> new Numbers.Change.Add(random.nextInt(3) - 1);
			default -> new Numbers.Change.CompareAndSet(random.nextInt(3), random.nextInt(3));
		};
	}

	/** The first of a queue has the lock. */
	private static final class Model {

		private final Map<NodeId, SessionId> open = new HashMap<>();

		private final Set<SessionId> draining = new HashSet<>();

		private final Map<ResourceKey, Deque<Waiter>> queues = new TreeMap<>();

		private final Map<String, Long> numbers = new TreeMap<>();

		Waiter anyOf(ResourceKey key, Random random, Waiter other) {
			List<Waiter> queue = new ArrayList<>(this.queues.getOrDefault(key, new ArrayDeque<>()));
			return (queue.isEmpty() || random.nextInt(8) == 0) ? other : queue.get(random.nextInt(queue.size()));
		}

		void apply(long index, Command command) {
			if (command instanceof Command.OpenSession opening) {
				end(this.open.get(opening.node()));
				this.open.put(opening.node(), new SessionId(opening.node(), index));
			}
			else if (command instanceof Command.CloseSession close && isOpen(close.session())) {
				end(close.session());
			}
			else if (command instanceof Command.DrainSession drain && isOpen(drain.session())) {
				this.draining.add(drain.session());
				this.queues.values().forEach((queue) -> {
					Waiter holder = queue.poll();
					queue.removeIf((waiter) -> waiter.session().equals(drain.session()));
					if (holder != null) {
						queue.addFirst(holder);
					}
				});
			}
			else if (command instanceof Command.Enter enter) {
				enter(enter);
			}
			else if (command instanceof Command.Leave leave) {
				this.queues.getOrDefault(leave.key(), new ArrayDeque<>()).remove(leave.waiter());
			}
			else if (command instanceof Command.ChangeNumber change) {
				change(change);
			}
		}

		private void enter(Command.Enter enter) {
			Deque<Waiter> queue = this.queues.computeIfAbsent(enter.key(), (key) -> new ArrayDeque<>());
			SessionId session = enter.waiter().session();
			boolean room = queue.isEmpty() || queue.size() - 1 < enter.mostWaiting();
			if (isOpen(session) && !this.draining.contains(session) && room) {
				queue.add(enter.waiter());
			}
		}

		private void change(Command.ChangeNumber command) {
			long before = this.numbers.getOrDefault(command.name(), 0L);
			long after = before;
			if (command.change() instanceof Numbers.Change.Set set) {
				after = set.value();
			}
			else if (command.change() instanceof Numbers.Change.Add add) {
				after = before + add.delta();
			}
			else if (command.change() instanceof Numbers.Change.CompareAndSet compare && compare.expected() == before) {
				after = compare.value();
			}
			long others = this.numbers.entrySet()
				.stream()
				.filter((number) -> number.getValue() != 0 && !number.getKey().equals(command.name()))
				.count();
			if (before != 0 || after == 0 || others < command.mostNumbers()) {
				this.numbers.put(command.name(), after);
			}
		}

		private boolean isOpen(SessionId session) {
			return session.equals(this.open.get(session.node()));
		}

		private void end(SessionId session) {
			if (session != null) {
				this.open.remove(session.node());
				this.queues.values().forEach((queue) -> queue.removeIf((one) -> one.session().equals(session)));
			}
		}

		void compare(OwnershipTable table) {
			Set<ResourceKey> held = new HashSet<>();
			this.queues.forEach((key, queue) -> {
				if (!queue.isEmpty()) {
					held.add(key);
					List<Waiter> all = List.copyOf(queue);
					assertThat(table.lines()).containsEntry(key, new Line(all.get(0), all.subList(1, all.size())));
					assertThat(table.find(key).orElseThrow().owner()).isEqualTo(all.get(0).session());
				}
			});
			assertThat(table.lines().keySet()).isEqualTo(held);
			assertThat(table.ofKind("lock").map(Ownership::key)).containsExactlyInAnyOrderElementsOf(held);
			this.numbers.forEach((name, value) -> assertThat(table.number(name)).isEqualTo(value));
		}

	}

}
