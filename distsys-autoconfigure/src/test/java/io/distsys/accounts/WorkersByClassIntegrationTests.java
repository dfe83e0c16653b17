package io.distsys.accounts;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

import io.distsys.applications.Applications;
import io.distsys.cluster.Cluster;
import io.distsys.cluster.NodeId;
import io.distsys.messaging.Codec.NotEncodableException;
import io.distsys.ownership.Guarantee;
import io.distsys.rpc.CallTimeout;
import io.distsys.worker.Cast;
import io.distsys.worker.Distributed;
import io.distsys.worker.Mergeable;
import io.distsys.worker.OnStart;
import io.distsys.worker.StartResult;
import io.distsys.worker.WorkerContext;
import io.distsys.worker.WorkerGroup;
import io.distsys.worker.WorkerState;
import io.distsys.worker.WorkerType;
import io.distsys.worker.Workers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** Workers of a class without an interface, in applications on two nodes. */
@Timeout(180)
class WorkersByClassIntegrationTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	@RegisterExtension
	final Applications applications = new Applications("accounts", 18441);

	private WorkerType<Account> here;

	private ConfigurableApplicationContext there;

	/** Lives on the other node. */
	private String key;

	private Account account;

	@BeforeEach
	void startBoth() {
		this.here = this.applications.start(Bank.class, "here").getBean(Workers.class).of(Account.class);
		this.there = this.applications.start(Bank.class, "there");
		this.key = keyOn(this.there.getBean(Cluster.class).self().id(), this.here);
		this.account = this.here.get(this.key);
	}

	private static String keyOn(NodeId node, WorkerType<?> type) {
		return await().atMost(LONG)
			.until(() -> IntStream.range(0, 200)
				.mapToObj((number) -> "donor-" + number)
				.filter((some) -> type.whereIs(some).filter(node::equals).isPresent())
				.findFirst(), Optional::isPresent)
			.orElseThrow();
	}

	@Test
	void theyAreCalledFromWhereverTheirClassIsAndGoOnWhereTheirNodeHasLeft() throws Exception {
		assertThat(this.account.node()).isEqualTo("there");
		assertThat(this.account.deposit(5)).isEqualTo("5 EUR");
		this.account.note(3);
		assertThat(this.account.depositLater(2).toCompletableFuture().join()).isEqualTo("10 EUR");
		assertThatExceptionOfType(OverdrawnException.class).isThrownBy(() -> this.account.withdraw(11))
			.withMessage("10 EUR are left");
		this.account.withdraw(1);
		assertThat(this.there.getBean(Workers.class).of(Account.class).get(this.key).deposit(0)).isEqualTo("9 EUR");
		this.there.close();
		assertThat(this.account.deposit(1)).isEqualTo("10 EUR");
		assertThat(this.account.node()).isEqualTo("here");
	}

	@Test
	void theyCallThemselvesAndAreFoundInGroups() {
		Workers workers = this.applications.all().get(0).getBean(Workers.class);
		List<String> keys = List.of(this.key, "a", "b");
		assertThat(workers.supervisor(Account.class).startAll(keys).toCompletableFuture().join().values())
			.hasOnlyElementsOfType(StartResult.Started.class);
		this.account.noteInSteps(4);
		await().atMost(LONG).until(() -> this.account.deposit(0), "4 EUR"::equals);
		WorkerGroup<Account> all = workers.group(Account.class, "accounts");
		await().atMost(LONG).until(() -> all.members().size() == keys.size());
		assertThat(all.sendToAll((some) -> some.note(1)).toCompletableFuture().join()).isEqualTo(keys.size());
		assertThat(this.account.deposit(0)).isEqualTo("5 EUR");
		assertThat(all.one().map((some) -> some.deposit(0))).isPresent();
		assertThat(workers.of(Holder.class, "account").get(this.key).deposit(0)).isEqualTo("5 EUR");
	}

	@Test
	void aReferenceIsNoWorker() {
		assertThat(this.account).hasToString("Account of the worker '" + this.key + "' of type 'account'");
		assertThat(this.account).isEqualTo(this.account).isNotEqualTo(this.here.get(this.key));
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> this.account.total())
			.withMessageContaining("total() of " + Account.class.getName() + " is not for callers");
		assertThatExceptionOfType(NotEncodableException.class).isThrownBy(() -> this.account.like(this.account));
	}

	@Test
	void availableOnesAreCalledInTheSameWayAndMoveWithTheirState() {
		WorkerType<Basket> baskets = this.applications.all().get(0).getBean(Workers.class).of(Basket.class);
		Basket basket = baskets.get(keyOn(this.there.getBean(Cluster.class).self().id(), baskets));
		assertThat(basket.atLeast(3)).isEqualTo(3);
		this.there.close();
		assertThat(basket.atLeast(1)).isEqualTo(3);
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(basket::snapshot);
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Bank {

		@Bean
		Currency currency() {
			return new Currency("EUR");
		}

	}

	record Currency(String code) {
	}

	static class OverdrawnException extends Exception {

		private static final long serialVersionUID = 1L;

		OverdrawnException(String message) {
			super(message);
		}

	}

	@Distributed(value = "basket", slots = 16, guarantee = Guarantee.AVAILABLE)
	static class Basket implements Mergeable<Integer> {

		private int items;

		public int atLeast(int count) {
			this.items = Math.max(this.items, count);
			return this.items;
		}

		@Override
		public Integer snapshot() {
			return this.items;
		}

		@Override
		public void restore(Integer state) {
			this.items = state;
		}

		@Override
		public Integer merge(Integer mine, Integer theirs) {
			return Math.max(mine, theirs);
		}

	}

	/** Of what several types may have in common. */
	abstract static class Holder {

		public abstract String deposit(int amount);

	}

	@Distributed(value = "account", slots = 16)
	static class Account extends Holder {

		private final WorkerContext context;

		private final Currency currency;

		private final Cluster cluster;

		@WorkerState
		private int total;

		private @Nullable Account self;

		Account(WorkerContext context, Currency currency, Cluster cluster) {
			this.context = context;
			this.currency = currency;
			this.cluster = cluster;
		}

		@OnStart
		void begin() {
			this.self = this.context.reference(Account.class);
			this.context.join("accounts");
		}

		@Override
		public String deposit(int amount) {
			this.total += amount;
			return total();
		}

		public CompletionStage<String> depositLater(int amount) {
			return CompletableFuture.completedFuture(deposit(amount));
		}

		@Cast
		public void note(int amount) {
			this.total += amount;
		}

		@Cast
		public void noteInSteps(int steps) {
			if (steps > 0 && this.self != null) {
				note(1);
				this.self.noteInSteps(steps - 1);
			}
		}

		@CallTimeout(30_000)
		public void withdraw(int amount) throws OverdrawnException {
			if (amount > this.total) {
				throw new OverdrawnException(total() + " are left");
			}
			this.total -= amount;
		}

		public boolean like(Account other) {
			return other.total == this.total;
		}

		public String node() {
			return this.cluster.self().name();
		}

		String total() {
			return this.total + " " + this.currency.code();
		}

	}

}
