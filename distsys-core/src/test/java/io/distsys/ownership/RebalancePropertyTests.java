package io.distsys.ownership;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import io.distsys.cluster.NodeId;
import io.distsys.consensus.GroupId;
import io.distsys.ownership.RebalancePlan.Hindrance;
import io.distsys.ownership.RebalancePlan.PlannedMove;
import io.distsys.ownership.RebalancePlan.Reason;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import static org.assertj.core.api.Assertions.assertThat;

/** What is true of the plan of any table. */
class RebalancePropertyTests {

	private static final Set<Reason> NEVER_PAUSED = Set.of(Reason.FREE, Reason.NOT_KEPT, Reason.NEXT_IS_GONE,
			Reason.NOT_OFFERED);

	private static final List<Offer> OFFERS = List.of(new Offer("slot", "donors", 32),
			new Offer("singleton", "ledger", 1), new Offer("singleton", "mailer", 1, terms(1)),
			new Offer("singleton", "mailer", 1, terms(0)));

	@Property(tries = 300)
	void aPauseHoldsUpOnlyWhatIsMerelyBetter(@ForAll long seed) {
		Table table = new Table(new Random(seed));
		Planner planner = new Planner(1_000);
		List<Planner.Step> paused = planner.steps(table.sessions(), table.rows(), new Planner.Scope(true, false));
		List<Planner.Step> all = planner.steps(table.sessions(), table.rows(), new Planner.Scope(true, true));
		assertThat(paused).allMatch((step) -> NEVER_PAUSED.contains(step.reason()));
		assertThat(all).filteredOn((step) -> NEVER_PAUSED.contains(step.reason()))
			.containsExactlyInAnyOrderElementsOf(paused);
	}

	@Property(tries = 300)
	void aPlanThatIsCarriedOutLeavesNothingToDo(@ForAll long seed) {
		Table table = new Table(new Random(seed));
		for (int round = 0; round < 10; round++) {
			RebalancePlan plan = Preview.ofOther(table.table, new Planner(8)).plan();
			if (plan.moves().isEmpty()) {
				assertThat(plan.held()).isEmpty();
				return;
			}
			table.carryOut(plan);
		}
		assertThat(Preview.ofOther(table.table, new Planner(8)).plan().moves()).as("moves after ten rounds").isEmpty();
	}

	@Property(tries = 300)
	void whatIsHeldUpHasAHindranceAndNothingIsPlannedTwice(@ForAll long seed) {
		Table table = new Table(new Random(seed));
		RebalancePlan plan = Preview
			.ofLeader(table.table, new Planner(4), new Planner.Scope(true, false), Set.of(Hindrance.PAUSED))
			.plan();
		Set<ResourceKey> keys = new HashSet<>();
		plan.moves().forEach((move) -> assertThat(keys.add(move.key())).isTrue());
		plan.held().forEach((move) -> assertThat(keys.add(move.key())).isTrue());
		assertThat(plan.hindrances().isEmpty()).isEqualTo(plan.held().isEmpty());
		assertThat(plan.moves()).filteredOn((move) -> move.reason() == Reason.NOT_KEPT).hasSizeLessThanOrEqualTo(4);
	}

	private static Offer.Terms terms(int preference) {
		return new Offer.Terms(preference, "", Duration.ZERO, 1);
	}

	/** A table of up to five nodes that owns whatever came of some random commands. */
	private static final class Table {

		private final OwnershipTable table = new OwnershipTable();

		private long index;

		private Table(Random random) {
			this.table.reset(new GroupId(7, 1_000));
			int nodes = 1 + random.nextInt(5);
			for (int node = 1; node <= nodes; node++) {
				Map<String, Offer> offers = new HashMap<>();
				OFFERS.stream()
					.filter((offer) -> random.nextInt(4) > 0)
					.forEach((offer) -> offers.put(offer.name(), offer));
				apply(new Command.OpenSession(new NodeId(0, node), 1, Duration.ofSeconds(2),
						Set.copyOf(offers.values())));
			}
			List<Session> sessions = new ArrayList<>(this.table.sessions());
			for (int index = 0; index < 32; index++) {
				place(new ResourceKey("slot", "donors", index), sessions, random);
			}
			place(ResourceKey.of("singleton", "ledger"), sessions, random);
			place(ResourceKey.of("singleton", "mailer"), sessions, random);
			sessions.stream()
				.filter((session) -> random.nextInt(5) == 0)
				.forEach((session) -> apply(new Command.DrainSession(session.id())));
		}

		private void place(ResourceKey key, List<Session> sessions, Random random) {
			if (random.nextBoolean()) {
				SessionId owner = sessions.get(random.nextInt(sessions.size())).id();
				apply(new Command.Plan(List.of(new Command.Move(key, null, owner))));
				FencingToken token = this.table.find(key).orElseThrow().token();
				apply(new Command.Activated(owner, List.of(new Command.Held(key, token))));
			}
		}

		private List<Session> sessions() {
			return List.copyOf(this.table.sessions());
		}

		private List<Ownership> rows() {
			return this.table.all().toList();
		}

		private void carryOut(RebalancePlan plan) {
			for (PlannedMove move : plan.moves()) {
				NodeId node = move.to();
				SessionId to = (node != null) ? this.table.sessionOf(node).orElseThrow().id() : null;
				Ownership row = this.table.find(move.key()).orElse(null);
				FencingToken token = (row != null) ? row.token() : null;
				apply(new Command.Plan(List.of(new Command.Move(move.key(), token, to))));
				if (row != null) {
					apply(new Command.Released(row.owner(),
							List.of(new Command.Handed(new Command.Held(move.key(), row.token()), to))));
				}
			}
		}

		private void apply(Command command) {
			this.table.apply(++this.index, CommandCodec.encode(command));
		}

	}

}
