package io.distsys.stored;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.sql.DataSource;

import io.distsys.autoconfigure.SingleNodeConfiguration;
import io.distsys.ownership.FencingToken;
import io.distsys.worker.Distributed;
import io.distsys.worker.HandOver;
import io.distsys.worker.WorkerState;
import io.distsys.worker.WorkerStore;
import io.distsys.worker.WorkerStore.Ended;
import io.distsys.worker.WorkerStore.Kept;
import io.distsys.worker.WorkerStore.OutdatedTokenException;
import io.distsys.worker.Workers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabase;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The store that the page about workers shows, with the tables that it shows. */
class SqlWorkerStoreTests {

	private static final Path PAGE = Path.of("").toAbsolutePath().getParent().resolve("docs/workers.md");

	private static final WorkerStore.Slot SLOT = new WorkerStore.Slot("donor", 311);

	private static final WorkerStore.Slot ANOTHER = new WorkerStore.Slot("donor", 312);

	private static final FencingToken FIRST = new FencingToken(1882512158435049474L);

	private static final FencingToken SECOND = new FencingToken(FIRST.value() + 1);

	private static final FencingToken THIRD = new FencingToken(FIRST.value() + 2);

	private final EmbeddedDatabase database = new EmbeddedDatabaseBuilder().generateUniqueName(true)
		.setType(EmbeddedDatabaseType.H2)
		.build();

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	private SqlWorkerStore store;

	@BeforeEach
	void open() throws IOException {
		JdbcClient jdbc = JdbcClient.create(this.database);
		for (String table : tables()) {
			jdbc.sql(table).update();
		}
		this.context.registerBean(DataSource.class, () -> this.database);
		this.context.register(Transactions.class, SqlWorkerStore.class);
		this.context.refresh();
		this.store = this.context.getBean(SqlWorkerStore.class);
	}

	private static List<String> tables() throws IOException {
		Matcher block = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));
		assertThat(block.find()).isTrue();
		return List.of(block.group(1).strip().split(";"));
	}

	@AfterEach
	void close() {
		this.context.close();
		this.database.shutdown();
	}

	@Test
	void whatIsKeptIsFoundUnderALaterToken() {
		assertThat(this.store.open(SLOT, FIRST)).isEmpty();
		this.store.save(SLOT, FIRST,
				List.of(new Kept("amina", new byte[] { 1, 2 }), new Kept("omar", null), new Kept("zaid", null)));
		this.store.save(SLOT, FIRST, List.of(new Kept("amina", new byte[] { 3 }), new Ended("zaid")));
		assertThat(this.store.open(SLOT, SECOND)).usingRecursiveFieldByFieldElementComparator()
			.containsExactlyInAnyOrder(new Kept("amina", new byte[] { 3 }), new Kept("omar", null));
		assertThat(this.store.open(ANOTHER, FIRST)).isEmpty();
	}

	@Test
	void aSmallerTokenIsRefused() {
		this.store.open(SLOT, SECOND);
		assertThatExceptionOfType(OutdatedTokenException.class).isThrownBy(() -> this.store.open(SLOT, FIRST));
		assertThatExceptionOfType(OutdatedTokenException.class)
			.isThrownBy(() -> this.store.save(SLOT, FIRST, List.of(new Kept("amina", null))));
		assertThat(this.store.open(SLOT, THIRD)).isEmpty();
	}

	@Test
	void aSaveThatComesWhileTheNextOwnerOpensIsRefused() {
		this.store.open(SLOT, FIRST);
		CompletableFuture<Void> late = new TransactionTemplate(this.context.getBean(PlatformTransactionManager.class))
			.execute((status) -> {
				this.store.open(SLOT, SECOND);
				return CompletableFuture.runAsync(() -> this.store.save(SLOT, FIRST, List.of(new Kept("amina", null))));
			});
		assertThat(late).failsWithin(Duration.ofSeconds(30))
			.withThrowableThat()
			.withCauseInstanceOf(OutdatedTokenException.class);
		assertThat(this.store.open(SLOT, THIRD)).isEmpty();
	}

	@Test
	void ofChangesThatCannotAllBeKeptNoneIs() {
		this.store.open(SLOT, FIRST);
		assertThatExceptionOfType(DataIntegrityViolationException.class).isThrownBy(() -> this.store.save(SLOT, FIRST,
				List.of(new Kept("amina", null), new Kept("a key that is too long".repeat(20), null))));
		assertThat(this.store.open(SLOT, SECOND)).isEmpty();
	}

	@Test
	void aWorkerGoesOnAfterARestartOfAllNodes() {
		ApplicationContextRunner application = new ApplicationContextRunner().withUserConfiguration(Application.class)
			.withBean(DataSource.class, () -> this.database)
			.withPropertyValues("distsys.lease.ttl=10s");
		application.run((started) -> assertThat(threaded(started.getBean(Workers.class))).isEqualTo("o"));
		application.run((started) -> assertThat(threaded(started.getBean(Workers.class))).isEqualTo("oo"));
	}

	private static String threaded(Workers workers) {
		return workers.of(Beads.class).withTimeout(Duration.ofSeconds(60)).get("k").thread();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement(proxyTargetClass = true)
	static class Transactions {

		@Bean
		JdbcTransactionManager transactionManager(DataSource database) {
			return new JdbcTransactionManager(database);
		}

		@Bean
		JdbcClient jdbcClient(DataSource database) {
			return JdbcClient.create(database);
		}

	}

	@EnableAutoConfiguration
	@Import({ SingleNodeConfiguration.class, Transactions.class, SqlWorkerStore.class })
	@Configuration(proxyBeanMethods = false)
	static class Application {

	}

	interface Beads {

		/** One more. */
		String thread();

	}

	@Distributed("beads")
	@WorkerState
	static class BeadsWorker implements Beads, HandOver<String> {

		private String beads = "";

		@Override
		public String thread() {
			this.beads += "o";
			return this.beads;
		}

		@Override
		public String snapshot() {
			return this.beads;
		}

		@Override
		public void restore(String state) {
			this.beads = state;
		}

	}

}
