package io.distsys.restarted;

import java.util.List;
import java.util.stream.Stream;

import com.hazelcast.core.Hazelcast;
import io.distsys.singleton.ClusterSingleton;
import io.distsys.worker.Distributed;
import io.distsys.worker.WorkerState;
import io.distsys.worker.Workers;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.stereotype.Component;

/**
 * An application whose records and interfaces travel between a node that is developed and
 * one that stays.
 */
@SpringBootApplication
public class DeskApplication {

	public static void main(String[] args) {
		SpringApplication.run(DeskApplication.class, args);
	}

	record Question(String text) {
	}

	/**
	 * What the node that is developed says of itself.
	 *
	 * @param life counts the contexts of the JVM from 1
	 * @param loader of the classes of the application
	 * @param members of Hazelcast in the JVM
	 * @param coreThreads threads of that name in the JVM
	 * @param noted all questions of which the node that stays knows
	 * @param remembered all that the worker has heard of
	 * @param written the same of the worker that is called by its class
	 */
	record Answer(int life, String loader, int members, long coreThreads, List<Question> noted,
			List<Question> remembered, List<Question> written) {
	}

	interface Desk {

		Answer ask(Question question);

	}

	interface Ledger {

		List<Question> note(Question question);

	}

	interface Memory {

		List<Question> remember(Question question);

	}

	@Component
	@ClusterSingleton(name = "desk", roles = "developed")
	static class OneDesk implements Desk {

		/** Outlives the classes. */
		private static final String LIVES = DeskApplication.class.getName() + ".lives";

		private final Ledger ledger;

		private final Workers workers;

		private final int life = Integer.getInteger(LIVES, 0) + 1;

		OneDesk(Ledger ledger, Workers workers) {
			this.ledger = ledger;
			this.workers = workers;
			System.setProperty(LIVES, String.valueOf(this.life));
		}

		@Override
		public Answer ask(Question question) {
			List<Question> noted = this.ledger.note(question);
			List<Question> remembered = this.workers.of(Memory.class).get("of all").remember(question);
			List<Question> written = this.workers.of(Diary.class).get("of all").write(question);
			return new Answer(this.life, getClass().getClassLoader().getClass().getSimpleName(),
					Hazelcast.getAllHazelcastInstances().size(), coreThreads(), noted, remembered, written);
		}

		private static long coreThreads() {
			return Thread.getAllStackTraces()
				.keySet()
				.stream()
				.filter((thread) -> thread.getName().startsWith("distsys-core-"))
				.count();
		}

	}

	@Component
	@ClusterSingleton(name = "ledger", roles = "stays")
	static class OneLedger implements Ledger {

		private List<Question> noted = List.of();

		@Override
		public synchronized List<Question> note(Question question) {
			this.noted = Stream.concat(this.noted.stream(), Stream.of(question)).distinct().toList();
			return this.noted;
		}

	}

	@Distributed("diary")
	static class Diary {

		@WorkerState
		private List<Question> all = List.of();

		public List<Question> write(Question question) {
			this.all = Stream.concat(this.all.stream(), Stream.of(question)).distinct().toList();
			return this.all;
		}

	}

	@Distributed("memory")
	static class MemoryWorker implements Memory {

		@WorkerState
		private List<Question> all = List.of();

		@Override
		public List<Question> remember(Question question) {
			this.all = Stream.concat(this.all.stream(), Stream.of(question)).distinct().toList();
			return this.all;
		}

	}

}
