package io.distsys.ownership;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.distsys.cluster.NodeId;
import io.distsys.consensus.GroupId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What would become of what a node owns. */
class ForecastTests {

	private static final NodeId A = new NodeId(0, 1);

	private static final NodeId B = new NodeId(0, 2);

	private static final NodeId C = new NodeId(0, 3);

	private static final Offer LEDGER = new Offer("singleton", "ledger", 1);

	private static final Offer PREFERRED_LEDGER = new Offer("singleton", "ledger", 1,
			new Offer.Terms(1, "", Duration.ZERO, 1));

	private static final Offer AUDIT = new Offer("singleton", "audit", 1);

	private static final Offer SLOTS = new Offer("slot", "donor", 64);

	private static final ResourceKey LEDGER_KEY = ResourceKey.of("singleton", "ledger");

	private static final ResourceKey AUDIT_KEY = ResourceKey.of("singleton", "audit");

	private final OwnershipTable table = new OwnershipTable();

	private final Planner planner = new Planner(1_000);

	private long index;

	@BeforeEach
	void beginGroup() {
		this.table.reset(new GroupId(7, 1_000));
	}

	private byte[] apply(Command command) {
		return this.table.apply(++this.index, CommandCodec.encode(command));
	}

	private SessionId open(NodeId node, Offer... offers) {
		return OwnershipTable
			.openedSession(node, apply(new Command.OpenSession(node, 1, Duration.ofSeconds(2), Set.of(offers))))
			.orElseThrow();
	}

	private void plan() {
		apply(new Command.Plan(
				this.planner.plan(this.table.sessions(), this.table.all().toList(), new Planner.Scope(true, false))));
	}

	@Test
	void itIsWhatHappensWhenTheNodeIsLost() {
		SessionId a = open(A, LEDGER, SLOTS);
		open(B, LEDGER, SLOTS);
		open(C, PREFERRED_LEDGER, SLOTS);
		plan();
		Map<ResourceKey, NodeId> forecast = Forecast.without(this.table, A).places();
		List<ResourceKey> owned = this.table.all().filter((row) -> row.owner().equals(a)).map(Ownership::key).toList();
		assertThat(forecast.keySet()).isNotEmpty().containsExactlyInAnyOrderElementsOf(owned);
		apply(new Command.CloseSession(a));
		plan();
		forecast.forEach((key, node) -> assertThat(this.table.find(key).orElseThrow().node()).as(key.toString())
			.isEqualTo(node));
	}

	@Test
	void whatIsPreferredElsewhereGoesThere() {
		open(A, LEDGER);
		plan();
		open(B, LEDGER);
		open(C, PREFERRED_LEDGER);
		assertThat(Forecast.without(this.table, A).places()).containsExactly(Map.entry(LEDGER_KEY, C));
		assertThat(Forecast.without(this.table, B).places()).isEmpty();
	}

	@Test
	void whatNobodyElseOffersIsLost() {
		open(A, LEDGER, AUDIT, SLOTS);
		open(B, LEDGER);
		plan();
		Forecast forecast = Forecast.without(this.table, A);
		assertThat(forecast.lost()).contains(AUDIT_KEY, new ResourceKey("slot", "donor", 63))
			.doesNotContain(LEDGER_KEY);
		assertThat(forecast.lost()).filteredOn((key) -> key.kind().equals("slot")).hasSize(64);
	}

	@Test
	void aNodeThatDrainsGetsNothing() {
		open(A, LEDGER);
		plan();
		apply(new Command.DrainSession(open(B, LEDGER)));
		assertThat(Forecast.without(this.table, A).lost()).containsExactly(LEDGER_KEY);
	}

}
