package io.distsys.worker;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

import io.distsys.rpc.CallTimeout;
import io.distsys.rpc.ClassProxies;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * A mark that cannot be kept is refused by who defines the type, and by who asks for it.
 */
class CallMarksTests {

	static Stream<Arguments> refused() {
		return Stream.of(arguments(Counting.class, "@Cast on Counting.note, which returns something: let it be void"),
				arguments(Later.class, "@Cast on Later.note, which returns something: let it be void"),
				arguments(Inheriting.class, "Inheriting has @Cast on Counting.note, which returns something"),
				arguments(Never.class, "@CallTimeout(0) on Never.ask: let it be more than 0 milliseconds"),
				arguments(Before.class, "@CallTimeout(-1) on Before.note"),
				arguments(Defaults.class, "@Cast on Defaults.twice, which runs on the proxy itself"),
				arguments(TimedDefault.class, "@CallTimeout on TimedDefault.twice, which runs on the proxy itself"),
				arguments(CountingClass.class, "@Cast on CountingClass.note, which returns something"),
				arguments(NeverClass.class, "@CallTimeout(0) on NeverClass.ask"));
	}

	@ParameterizedTest
	@MethodSource("refused")
	void whoDefinesTheTypeIsTold(Class<?> type, String why) {
		List<Class<?>> interfaces = type.isInterface() ? List.of(type) : List.of();
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new WorkerTypeDefinition("type", type, interfaces, 4, WorkerLimits.ofDefaults(),
					Restart.TRANSIENT, RestartPolicy.ofDefaults(), Set.of(), (context) -> new Object()))
			.withMessageStartingWith(type.getName() + " has @")
			.withMessageContaining(why);
	}

	@ParameterizedTest
	@MethodSource("refused")
	void whoAsksForTheTypeIsTold(Class<?> type, String why) {
		assertThatIllegalArgumentException().isThrownBy(() -> WorkerContract.of(type, ClassProxies.none()))
			.withMessageContaining(why);
	}

	@Test
	void marksThatCanBeKeptAreTaken() {
		WorkerContract<Fit> fit = WorkerContract.of(Fit.class, ClassProxies.none());
		assertThat(fit.casts()).isTrue();
		assertThat(fit.calls().methods()).hasSize(2);
	}

	/** Javac gives the narrower interface a bridge that has the mark too. */
	@Test
	void aMarkOnANarrowerMethodIsTaken() {
		assertThat(WorkerContract.of(Orders.class, ClassProxies.none()).casts()).isTrue();
	}

	interface Store<T> {

		void put(T thing);

	}

	interface Orders extends Store<String> {

		@Override
		@Cast
		void put(String order);

	}

	interface Counting {

		@Cast
		int note(int number);

	}

	interface Later {

		@Cast
		CompletionStage<Void> note(int number);

	}

	interface Inheriting extends Counting {

	}

	interface Never {

		@CallTimeout(0)
		String ask();

	}

	interface Before {

		@Cast
		@CallTimeout(-1)
		void note(int number);

	}

	interface Defaults {

		void note(int number);

		@Cast
		default void twice(int number) {
			note(number);
			note(number);
		}

	}

	interface TimedDefault {

		String ask();

		@CallTimeout(50)
		default String twice() {
			return ask() + ask();
		}

	}

	interface Fit {

		@Cast
		@CallTimeout(50)
		void note(int number);

		@CallTimeout(20_000)
		String ask();

		default String askTwice() {
			return ask() + ask();
		}

		static Duration limit() {
			return Duration.ofSeconds(20);
		}

	}

	static class CountingClass {

		@Cast
		public int note(int number) {
			return number;
		}

	}

	static class NeverClass {

		@CallTimeout(0)
		public String ask() {
			return "";
		}

	}

}
