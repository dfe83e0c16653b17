package io.distsys.placement;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.distsys.cluster.NodeId;
import io.distsys.placement.Placement.Item;
import io.distsys.placement.Placement.Merit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever is proposed, every slot is where it may be. */
class ProposedPlacementPropertyTests {

	private static final int SLOTS = 64;

	@Property(tries = 300)
	void aProposalIsFollowedWhereItIsFitAndNoSlotIsDropped(@ForAll long seed) {
		Random random = new Random(seed);
		List<NodeId> candidates = nodes(1 + random.nextInt(5));
		Map<NodeId, Merit> merits = Map.of(candidates.get(0), new Merit(random.nextInt(2), "", 1));
		List<Item> items = new ArrayList<>();
		for (int index = 0; index < SLOTS; index++) {
			items.add(new Item("donor", index, candidates, null, merits, false));
		}
		// Some of these nodes are no candidates, and some slots have no proposal.
		List<NodeId> proposed = new ArrayList<>();
		for (int index = random.nextInt(SLOTS); index > 0; index--) {
			proposed.add(nodes(8).get(random.nextInt(8)));
		}
		List<@Nullable NodeId> places = new ProposedPlacement(proposed).place(items);
		assertThat(places).hasSize(SLOTS);
		for (int index = 0; index < SLOTS; index++) {
			List<NodeId> fit = items.get(index).preferred();
			assertThat(fit).contains(places.get(index));
			if (index < proposed.size() && fit.contains(proposed.get(index))) {
				assertThat(places.get(index)).isEqualTo(proposed.get(index));
			}
		}
	}

	private static List<NodeId> nodes(int count) {
		List<NodeId> nodes = new ArrayList<>();
		for (int node = 1; node <= count; node++) {
			nodes.add(new NodeId(0, node));
		}
		return nodes;
	}

}
