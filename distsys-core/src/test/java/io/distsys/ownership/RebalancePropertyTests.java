package io.distsys.ownership;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.distsys.cluster.NodeId;
import io.distsys.consensus.GroupId;
import io.distsys.ownership.RebalancePlan.Hindrance;
import io.distsys.ownership.RebalancePlan.Reason;
import io.distsys.placement.PlacementStrategy;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import static org.assertj.core.api.Assertions.assertThat;

/** What is true of the plan of any table. */
class RebalancePropertyTests {

	private static final Planner.Scope ANYTHING = new Planner.Scope(true, true);

	private static final Planner.Scope PAUSED = new Planner.Scope(true, false);

	private static final Set<Reason> NEVER_PAUSED = Set.of(Reason.FREE, Reason.NOT_KEPT, Reason.NEXT_IS_GONE,
			Reason.NOT_OFFERED);

	private static final List<Offer> OFFERS = List.of(new Offer("slot", "donors", 24), new Offer("slot", "funds", 16),
			new Offer("singleton", "ledger", 1), new Offer("singleton", "mailer", 1));

	private static final List<ResourceKey> KEYS = OFFERS.stream()
		.flatMap((offer) -> IntStream.range(0, offer.count())
			.mapToObj((index) -> new ResourceKey(offer.kind(), offer.name(), index)))
		.toList();

	private static final List<String> STRATEGIES = Stream
		.concat(Stream.of("", Offer.Terms.PROPOSED), Arrays.stream(PlacementStrategy.values()).map(Enum::name))
		.toList();

	@Property(tries = 300)
	void aPauseHoldsUpOnlyWhatIsMerelyBetter(@ForAll long seed) {
		Table table = new Table(new Random(seed));
		List<Planner.Step> paused = table.steps(1_000, PAUSED);
		assertThat(paused).allMatch((step) -> NEVER_PAUSED.contains(step.reason()));
		assertThat(table.steps(1_000, ANYTHING)).filteredOn((step) -> NEVER_PAUSED.contains(step.reason()))
			.containsExactlyInAnyOrderElementsOf(paused);
	}

	@Property(tries = 300)
	void atRestAllHasAnOwnerThatSomebodyCanHaveWhileEnoughNodesAreThere(@ForAll long seed) {
		Table table = new Table(new Random(seed));
		Set<ResourceKey> expected = KEYS.stream().filter(table::willHaveAnOwner).collect(Collectors.toSet());
		table.comeToRest(8);
		assertThat(table.owned()).isEqualTo(expected);
		assertThat(table.rows()).allMatch(table::isKept);
		assertThat(Preview.ofOther(table.table, new Planner(8)).plan().held()).isEmpty();
	}

	@Property(tries = 300)
	void neverAreMoreMovesUnderWayThanMayBe(@ForAll long seed, @ForAll @IntRange(min = 0, max = 16) int atOnce) {
		Table table = new Table(new Random(seed)).withSomeUnderWay();
		int before = Planner.underWay(table.rows());
		table.begin(table.steps(atOnce, ANYTHING));
		assertThat(Planner.underWay(table.rows())).isLessThanOrEqualTo(Math.max(atOnce, before));
	}

	@Property(tries = 300)
	void whatIsFreeIsGivenAwayOnlyWhileEnoughNodesAreThere(@ForAll long seed) {
		Table table = new Table(new Random(seed)).withSomeUnderWay();
		assertThat(table.steps(1_000, ANYTHING)).filteredOn((step) -> step.reason() == Reason.FREE)
			.allMatch((step) -> table.areEnough(step.move().key()));
	}

	@Property(tries = 300)
	void thePlanIsTheSameInWhateverOrderTheTableIsRead(@ForAll long seed,
			@ForAll @IntRange(min = 0, max = 40) int atOnce) {
		Random random = new Random(seed);
		Table table = new Table(random).withSomeUnderWay();
		List<Session> sessions = new ArrayList<>(table.sessions());
		List<Ownership> rows = new ArrayList<>(table.rows());
		Collections.shuffle(sessions, random);
		Collections.shuffle(rows, random);
		assertThat(new Planner(atOnce).steps(sessions, rows, ANYTHING)).isEqualTo(table.steps(atOnce, ANYTHING));
	}

	@Property(tries = 300)
	void whatIsHeldUpHasAHindranceAndNothingIsPlannedTwice(@ForAll long seed) {
		Table table = new Table(new Random(seed));
		RebalancePlan plan = Preview.ofLeader(table.table, new Planner(4), PAUSED, Set.of(Hindrance.PAUSED)).plan();
		Set<ResourceKey> keys = new HashSet<>();
		plan.moves().forEach((move) -> assertThat(keys.add(move.key())).isTrue());
		plan.held().forEach((move) -> assertThat(keys.add(move.key())).isTrue());
		assertThat(plan.hindrances().isEmpty()).isEqualTo(plan.held().isEmpty());
		assertThat(plan.moves()).filteredOn((move) -> move.reason() == Reason.NOT_KEPT).hasSizeLessThanOrEqualTo(4);
	}

	/**
	 * A table of up to five nodes, on terms of their own, that owns whatever came of some
	 * random commands. Nothing is under way at first.
	 */
	private static final class Table {

		private static final int MOST_ROUNDS = 50;

		private final OwnershipTable table = new OwnershipTable();

		private final Random random;

		private long index;

		private Table(Random random) {
			this.random = random;
			this.table.reset(new GroupId(7, 1_000));
			List<Offer> offered = OFFERS.stream().filter((offer) -> random.nextInt(4) > 0).toList();
			int nodes = 1 + random.nextInt(5);
			for (int node = 1; node <= nodes; node++) {
				Set<Offer> own = offered.stream()
					.filter((offer) -> random.nextInt(4) > 0)
					.map((offer) -> offer.with(terms(offer, nodes)))
					.collect(Collectors.toSet());
				apply(new Command.OpenSession(new NodeId(0, node), 1, Duration.ofSeconds(2), own));
			}
			KEYS.stream().filter((key) -> random.nextBoolean()).forEach(this::giveToAny);
			drainSome();
		}

		private Offer.Terms terms(Offer offer, int nodes) {
			String strategy = STRATEGIES.get(this.random.nextInt(STRATEGIES.size()));
			List<NodeId> proposed = strategy.equals(Offer.Terms.PROPOSED) ? IntStream.range(0, offer.count())
				.mapToObj((index) -> new NodeId(0, 1 + this.random.nextInt(nodes)))
				.toList() : List.of();
			Offer.Terms terms = new Offer.Terms(this.random.nextInt(2), "", Duration.ZERO, 1 + this.random.nextInt(3),
					strategy, proposed);
			return (this.random.nextInt(6) == 0) ? terms.keepingOnly() : terms;
		}

		private void giveToAny(ResourceKey key) {
			SessionId owner = any().id();
			apply(new Command.Plan(List.of(new Command.Move(key, null, owner))));
			FencingToken token = this.table.find(key).orElseThrow().token();
			apply(new Command.Activated(owner, List.of(new Command.Held(key, token))));
		}

		private void drainSome() {
			sessions().stream()
				.filter((session) -> this.random.nextInt(5) == 0)
				.forEach((session) -> apply(new Command.DrainSession(session.id())));
		}

		/** Some is on its way, also to nodes that leave or do not offer it. */
		private Table withSomeUnderWay() {
			rows().stream()
				.filter((row) -> this.random.nextInt(4) == 0)
				.forEach((row) -> apply(
						new Command.Plan(List.of(new Command.Move(row.key(), row.token(), any().id())))));
			drainSome();
			return this;
		}

		private Session any() {
			List<Session> sessions = sessions();
			return sessions.get(this.random.nextInt(sessions.size()));
		}

		private List<Session> sessions() {
			return List.copyOf(this.table.sessions());
		}

		/** Those that plans are made of. */
		private List<Ownership> rows() {
			return this.table.planned();
		}

		private Set<ResourceKey> owned() {
			return this.table.all().map(Ownership::key).collect(Collectors.toSet());
		}

		private List<Planner.Step> steps(int atOnce, Planner.Scope scope) {
			return new Planner(atOnce).steps(sessions(), rows(), scope);
		}

		private void begin(List<Planner.Step> steps) {
			apply(new Command.Plan(steps.stream().map(Planner.Step::move).toList()));
		}

		/** Carry out what is planned, until nothing is. */
		private void comeToRest(int atOnce) {
			for (int round = 0; round < MOST_ROUNDS; round++) {
				List<Planner.Step> steps = steps(atOnce, ANYTHING);
				if (steps.isEmpty()) {
					return;
				}
				begin(steps);
				rows().stream()
					.filter((row) -> row.state() == Ownership.State.RELEASING)
					.forEach((row) -> apply(new Command.Released(row.owner(),
							List.of(new Command.Handed(new Command.Held(row.key(), row.token()), row.next())))));
			}
			throw new AssertionError("The plan does not come to rest: " + steps(atOnce, ANYTHING));
		}

		/** What somebody has already does not wait for more nodes to be there. */
		private boolean willHaveAnOwner(ResourceKey key) {
			Optional<Ownership> row = this.table.find(key);
			if (!this.table.isPlanned(key.kind()) || row.filter(this::isKept).isPresent()) {
				return row.isPresent();
			}
			return canBeTaken(key) && (row.isPresent() || areEnough(key));
		}

		private boolean isKept(Ownership row) {
			Session owner = this.table.sessionOf(row.node()).orElseThrow();
			return !owner.draining() && owner.offers(row.key());
		}

		private boolean canBeTaken(ResourceKey key) {
			return sessions().stream()
				.filter((session) -> !session.draining())
				.flatMap((session) -> session.offers().stream())
				.anyMatch((offer) -> offer.has(key) && !offer.terms().keepsOnly());
		}

		/** Whether every node that offers it is content with how many take work. */
		private boolean areEnough(ResourceKey key) {
			long nodes = sessions().stream().filter((session) -> !session.draining()).count();
			return sessions().stream()
				.flatMap((session) -> session.offers().stream())
				.filter((offer) -> offer.has(key))
				.allMatch((offer) -> offer.terms().minimumNodes() <= nodes);
		}

		private void apply(Command command) {
			this.table.apply(++this.index, CommandCodec.encode(command));
		}

	}

}
