package io.distsys.placement;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import io.distsys.cluster.NodeId;
import io.distsys.placement.Placement.Item;
import io.distsys.placement.Placement.Merit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/** What is true of every strategy, wherever slots are and whoever comes or goes. */
class PlacementStrategyPropertyTests {

	private static final int SLOTS = 128;

	@Property(tries = 200)
	void noSlotIsDroppedAndEachIsWhereItMayBe(@ForAll PlacementStrategy strategy, @ForAll long seed) {
		List<Item> items = somewhere(new Random(seed));
		List<@Nullable NodeId> places = strategy.placement().place(items);
		assertThat(places).hasSize(items.size());
		for (int i = 0; i < items.size(); i++) {
			List<NodeId> preferred = items.get(i).preferred();
			assertThat(places.get(i) == null).isEqualTo(preferred.isEmpty());
			assertThat(places.get(i) == null || preferred.contains(places.get(i))).isTrue();
		}
	}

	@Property(tries = 200)
	void equalQuestionsHaveEqualAnswers(@ForAll PlacementStrategy strategy, @ForAll long seed) {
		assertThat(strategy.placement().place(somewhere(new Random(seed))))
			.isEqualTo(strategy.placement().place(somewhere(new Random(seed))));
	}

	@Property(tries = 200)
	void whatHasMovedStays(@ForAll PlacementStrategy strategy, @ForAll long seed) {
		List<Item> items = atRest(strategy, somewhere(new Random(seed)));
		List<@Nullable NodeId> again = strategy.placement().place(items);
		assertThat(again).isEqualTo(items.stream().map(Item::current).toList());
	}

	@Property(tries = 100)
	void theLoadIsBounded(@ForAll long seed, @ForAll @IntRange(min = 1, max = 8) int nodes) {
		List<Item> free = free(nodes(nodes));
		int share = (int) Math.ceil(1.1 * SLOTS / nodes);
		assertThat(loads(atRest(PlacementStrategy.CONSISTENT, free)).values()).allMatch((load) -> load <= share);
		List<Item> moved = atRest(PlacementStrategy.LEAST_LOADED, scattered(nodes(nodes), new Random(seed)));
		Map<NodeId, Integer> loads = loads(moved);
		assertThat(Collections.max(loads.values()) - Collections.min(loads.values())).isLessThanOrEqualTo(1);
	}

	@Property(tries = 100)
	void aNodeThatJoinsMovesLittleMoreThanItsShare(@ForAll PlacementStrategy strategy,
			@ForAll @IntRange(min = 1, max = 8) int nodes) {
		List<Item> before = atRest(strategy, free(nodes(nodes)));
		List<NodeId> more = nodes(nodes + 1);
		List<Item> after = atRest(strategy, with(before, more));
		int moves = moves(before, after);
		switch (strategy) {
			case RANDOM, STAY -> assertThat(moves).isZero();
			// Before all differ by one at the most some move between the others.
			case LEAST_LOADED -> assertThat(moves).isLessThanOrEqualTo(SLOTS / (nodes + 1) + nodes);
			// The bound of the load pushes some aside, too.
			case CONSISTENT -> assertThat(moves).isLessThanOrEqualTo(2 * SLOTS / (nodes + 1) + 1);
		}
	}

	@Property(tries = 100)
	void onlyWhatALostNodeHadMovesWhereTheStrategyRemembers(@ForAll @IntRange(min = 2, max = 8) int nodes) {
		for (PlacementStrategy strategy : List.of(PlacementStrategy.LEAST_LOADED, PlacementStrategy.RANDOM,
				PlacementStrategy.STAY)) {
			List<Item> before = atRest(strategy, free(nodes(nodes)));
			List<NodeId> left = nodes(nodes).subList(1, nodes);
			List<Item> after = atRest(strategy, with(before, left));
			for (int i = 0; i < SLOTS; i++) {
				if (left.contains(before.get(i).current())) {
					assertThat(after.get(i).current()).isEqualTo(before.get(i).current());
				}
			}
		}
	}

	private static int moves(List<Item> before, List<Item> after) {
		int moves = 0;
		for (int i = 0; i < SLOTS; i++) {
			moves += after.get(i).current().equals(before.get(i).current()) ? 0 : 1;
		}
		return moves;
	}

	/** Carries out what is planned, until nothing is. */
	private static List<Item> atRest(PlacementStrategy strategy, List<Item> items) {
		List<Item> now = items;
		for (int round = 0; round < 20; round++) {
			List<@Nullable NodeId> places = strategy.placement().place(now);
			List<Item> next = new ArrayList<>();
			for (int i = 0; i < now.size(); i++) {
				Item item = now.get(i);
				next.add(new Item(item.name(), item.index(), item.candidates(), places.get(i), item.merits(),
						item.resting()));
			}
			if (next.equals(now)) {
				return now;
			}
			now = next;
		}
		throw new AssertionError(strategy + " does not come to rest");
	}

	private static Map<NodeId, Integer> loads(List<Item> items) {
		Map<NodeId, Integer> loads = new HashMap<>();
		items.get(0).candidates().forEach((node) -> loads.put(node, 0));
		items.forEach((item) -> loads.merge(item.current(), 1, Integer::sum));
		return loads;
	}

	private static List<Item> with(List<Item> items, List<NodeId> candidates) {
		return items.stream().map((item) -> {
			NodeId current = candidates.contains(item.current()) ? item.current() : null;
			return new Item(item.name(), item.index(), candidates, current);
		}).toList();
	}

	private static List<Item> free(List<NodeId> candidates) {
		List<Item> items = new ArrayList<>();
		for (int index = 0; index < SLOTS; index++) {
			items.add(new Item("donor", index, candidates, null));
		}
		return items;
	}

	private static List<Item> scattered(List<NodeId> candidates, Random random) {
		return free(candidates).stream()
			.map((item) -> new Item(item.name(), item.index(), candidates,
					candidates.get(random.nextInt(candidates.size()))))
			.toList();
	}

	/** Up to six nodes with preferences of their own, and slots anywhere or nowhere. */
	private static List<Item> somewhere(Random random) {
		List<NodeId> candidates = nodes(random.nextInt(7));
		Map<NodeId, Merit> merits = new TreeMap<>();
		candidates.forEach((node) -> merits.put(node, new Merit(random.nextInt(3) / 2, "", node.low())));
		return free(candidates).stream().map((item) -> {
			boolean isFree = candidates.isEmpty() || random.nextInt(3) == 0;
			NodeId current = isFree ? null : candidates.get(random.nextInt(candidates.size()));
			return new Item(item.name(), item.index(), candidates, current, merits, false);
		}).toList();
	}

	private static List<NodeId> nodes(int count) {
		List<NodeId> nodes = new ArrayList<>();
		for (int node = 1; node <= count; node++) {
			nodes.add(new NodeId(node * 0x9e3779b97f4a7c15L, node));
		}
		return nodes.stream().sorted().toList();
	}

}
