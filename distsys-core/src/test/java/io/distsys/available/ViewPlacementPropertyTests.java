package io.distsys.available;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import io.distsys.cluster.NodeId;
import io.distsys.ownership.Offer;
import io.distsys.ownership.ResourceKey;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import static org.assertj.core.api.Assertions.assertThat;

/** Who should own each of many resources, by what nodes see. */
class ViewPlacementPropertyTests {

	private static final int SLOTS = 64;

	private static final Offer OFFER = new Offer("slot", "cart", SLOTS);

	@Property(tries = 200)
	void equalViewsGiveEqualAnswersHoweverTheyHaveComeAbout(@ForAll @Size(min = 1, max = 7) Set<Long> numbers) {
		Map<NodeId, AvailablePlan.Candidate> one = view(numbers);
		Map<NodeId, AvailablePlan.Candidate> other = new LinkedHashMap<>();
		one.keySet().stream().sorted((a, b) -> b.compareTo(a)).forEach((node) -> other.put(node, one.get(node)));
		assertThat(ViewPlacement.owners(one)).isEqualTo(ViewPlacement.owners(other)).hasSize(SLOTS);
	}

	@Property(tries = 200)
	void aNodeThatIsLostMovesOnlyWhatItHadAndToTheNextInOrder(@ForAll @Size(min = 2, max = 7) Set<Long> numbers,
			@ForAll @IntRange(max = 6) int which) {
		Map<NodeId, AvailablePlan.Candidate> before = view(numbers);
		NodeId lost = before.keySet().stream().sorted().toList().get(which % before.size());
		Map<NodeId, AvailablePlan.Candidate> after = new HashMap<>(before);
		after.remove(lost);
		Map<ResourceKey, NodeId> owners = ViewPlacement.owners(before);
		ViewPlacement.owners(after).forEach((key, owner) -> {
			List<NodeId> order = ViewPlacement.order(key, before);
			assertThat(order.get(0)).isEqualTo(owners.get(key));
			assertThat(owner).isEqualTo(order.get(0).equals(lost) ? order.get(1) : order.get(0));
		});
	}

	/** Each sees nodes of its own, and both see both: they never both begin. */
	@Property(tries = 200)
	void twoThatSeeEachOtherAreNotBothToOwnAResource(@ForAll @Size(min = 2, max = 4) Set<Long> common,
			@ForAll @Size(max = 3) Set<Long> onlyOne, @ForAll @Size(max = 3) Set<Long> onlyOther) {
		Map<NodeId, AvailablePlan.Candidate> one = view(common);
		Map<NodeId, AvailablePlan.Candidate> other = view(common);
		one.putAll(view(onlyOne));
		other.putAll(view(onlyOther));
		Map<ResourceKey, NodeId> byOne = ViewPlacement.owners(one);
		Map<ResourceKey, NodeId> byOther = ViewPlacement.owners(other);
		byOne.forEach((key, owner) -> {
			NodeId also = byOther.get(key);
			boolean bothSeeBoth = one.containsKey(also) && other.containsKey(owner);
			assertThat(owner.equals(also) || !bothSeeBoth).as("%s: %s and %s", key, owner, also).isTrue();
		});
	}

	@Property(tries = 200)
	void whoIsKeptOfSeveralOwnersDoesNotDependOnWhoAsks(@ForAll @Size(min = 2, max = 5) Set<Long> numbers,
			@ForAll @IntRange(max = SLOTS - 1) int slot) {
		ResourceKey key = new ResourceKey("slot", "cart", slot);
		List<NodeId> owners = view(numbers).keySet().stream().sorted().toList();
		NodeId kept = owners.stream().reduce((a, b) -> ViewPlacement.kept(key, a, b)).orElseThrow();
		List<NodeId> turned = IntStream.range(0, owners.size())
			.mapToObj((i) -> owners.get(owners.size() - 1 - i))
			.toList();
		assertThat(turned.stream().reduce((a, b) -> ViewPlacement.kept(key, a, b))).contains(kept);
		assertThat(ViewPlacement.order(key, view(numbers)).get(0)).isEqualTo(kept);
	}

	private static Map<NodeId, AvailablePlan.Candidate> view(Set<Long> numbers) {
		Map<NodeId, AvailablePlan.Candidate> view = new HashMap<>();
		numbers.forEach((number) -> view.put(new NodeId(number, ~number),
				new AvailablePlan.Candidate(false, Set.of(OFFER), Set.of())));
		return view;
	}

}
