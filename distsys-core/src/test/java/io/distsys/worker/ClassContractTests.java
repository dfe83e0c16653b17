package io.distsys.worker;

import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.distsys.rpc.CallTimeout;
import io.distsys.rpc.MethodTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** What callers may call of a class without an interface, and which classes cannot be. */
class ClassContractTests {

	private static Stream<String> callable(Class<?> type) {
		return ClassContract.methodsOf(type).stream().map(MethodTable::key);
	}

	@Test
	void publicMethodsOfTheClassAndItsSuperclassesAreForCallers() {
		assertThat(callable(Savings.class)).containsExactlyInAnyOrder("deposit(int)", "deposit(long)", "balance()",
				"owner()", "close()");
	}

	@Test
	void anOverriddenMethodIsThatOfTheClass() {
		assertThat(ClassContract.methodsOf(Savings.class))
			.filteredOn((method) -> method.getName().equals("balance") || method.getName().equals("owner"))
			.allSatisfy((method) -> assertThat(method.getDeclaringClass())
				.isEqualTo(method.getName().equals("balance") ? Savings.class : Account.class))
			.allSatisfy((method) -> assertThat(method.isBridge()).isFalse());
	}

	@Test
	void whatAGenericSuperclassDeclaresHasItsNameAndThatOfTheOverridingMethod() {
		assertThat(callable(Texts.class)).containsExactlyInAnyOrder("keep(java.lang.String)", "keep(java.lang.Object)",
				"kept()");
	}

	@Test
	void callbacksOfTheLibraryAreNotForCallers() {
		assertThat(callable(Moving.class)).containsExactly("steps()");
		assertThat(callable(Merging.class)).isEmpty();
	}

	@Test
	void aCallbackIsOneAlsoWhereItIsOverridden() {
		assertThat(callable(MovingElsewhere.class)).containsExactly("steps()");
	}

	@Test
	void whatTheJdkAsksForIsNotForCallers() {
		assertThat(callable(Listening.class)).containsExactly("heard()");
		assertThat(callable(Cancelled.class)).containsExactly("count()");
	}

	@Test
	void aCallbackIsOneAlsoWhereAGenericSuperclassDeclaresIt() {
		assertThat(callable(Executing.class)).containsExactly("executed()");
	}

	@Test
	void aPrivateMethodOfTheJdkHidesNone() {
		assertThat(callable(Timing.class)).containsExactly("sched(java.util.TimerTask,long,long)");
	}

	@Test
	void aClassThatOnlyWorksByItselfHasNothingForCallers() {
		assertThat(callable(Alone.class)).isEmpty();
	}

	@Test
	void anAbstractClassIsAContractToo() {
		assertThat(callable(Account.class)).containsExactlyInAnyOrder("owner()", "balance()", "close()");
	}

	@Test
	void aClassWithAnInterfaceIsNot() {
		assertThatIllegalArgumentException().isThrownBy(() -> ClassContract.methodsOf(JournalWorker.class))
			.withMessageContaining("name one that it implements, of [interface io.distsys.worker.Journal]");
	}

	static Stream<Arguments> refused() {
		return Stream.of(arguments(FinalClass.class, "it is final: let it be an open class"),
				arguments(ARecord.class, "it is a record"), arguments(Sealed.class, "it is sealed"),
				arguments(Constants.class, "it is final"), arguments(FinalMethod.class, "the final method Base.locked"),
				arguments(FinalForTheFamily.class, "the final method FinalForTheFamily.helper"),
				arguments(PublicField.class, "the public field total: make it private"),
				arguments(HiddenCast.class, "@Cast on HiddenCast.note, which is not for callers: let it be public"),
				arguments(TimedCallback.class, "@CallTimeout on TimedCallback.begin, which is not for callers"),
				arguments(ThreadOfItsOwn.class, "the final method Thread."),
				arguments(Object.class, "it is not a class of the application"),
				arguments(Runnable.class, "it is not a class of the application"),
				arguments(TimerTask.class, "it is not a class of the application"));
	}

	@ParameterizedTest
	@MethodSource
	void refused(Class<?> type, String why) {
		assertThatIllegalArgumentException().isThrownBy(() -> ClassContract.methodsOf(type))
			.withMessageStartingWith(type.getName() + " implements no interface")
			.withMessageContaining(why)
			.withMessageEndingWith("or implement an interface with the methods that are called");
	}

	@Test
	void aTypeThatCannotBeCalledIsNotDefined() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> WorkerTypeDefinition.of(FinalClass.class, (context) -> new FinalClass()))
			.withMessageContaining("it is final");
		assertThat(WorkerTypeDefinition.of(Savings.class, (context) -> new Savings()).interfaces()).isEmpty();
	}

	/** Not public, so that the compiler makes bridges in public subclasses. */
	abstract static class Account {

		public abstract Object balance();

		public String owner() {
			return "amina";
		}

		public void close() {
		}

		protected void audit() {
		}

		void check() {
		}

	}

	@Distributed("savings")
	public static class Savings extends Account {

		private final int sum = 1;

		@Override
		public Integer balance() {
			return this.sum;
		}

		public int deposit(int amount) {
			return amount;
		}

		public CompletionStage<Long> deposit(long amount) {
			return CompletableFuture.completedFuture(amount);
		}

		public static Savings empty() {
			return new Savings();
		}

		@Override
		public String toString() {
			return "savings";
		}

		@Override
		public boolean equals(Object other) {
			return other instanceof Savings;
		}

		@Override
		public int hashCode() {
			return 1;
		}

		private void count() {
			check();
		}

	}

	static class Box<T> {

		public void keep(T value) {
		}

		public T kept() {
			return null;
		}

	}

	static class Texts extends Box<String> {

		@Override
		public void keep(String value) {
		}

	}

	static class Moving implements HandOver<String> {

		@OnStart
		public void begin() {
		}

		@OnStop
		public void end() {
		}

		public int steps() {
			return 0;
		}

		@Override
		public String snapshot() {
			return "";
		}

		@Override
		public void restore(String state) {
		}

	}

	static class MovingElsewhere extends Moving {

		@Override
		public void begin() {
			super.begin();
		}

		@Override
		public String snapshot() {
			return "elsewhere";
		}

	}

	static class Merging implements Mergeable<String> {

		@Override
		public String snapshot() {
			return "";
		}

		@Override
		public void restore(String state) {
		}

		@Override
		public String merge(String mine, String theirs) {
			return mine + theirs;
		}

	}

	static class Listening implements Consumer<String>, AutoCloseable, Comparable<Listening> {

		@Override
		public void accept(String text) {
		}

		public int heard() {
			return 0;
		}

		@Override
		public void close() {
		}

		@Override
		public int compareTo(Listening other) {
			return 0;
		}

	}

	static class Cancelled extends TimerTask {

		@Override
		public void run() {
		}

		public int count() {
			return 0;
		}

	}

	abstract static class Tasks<T> {

		public void execute(T task) {
		}

		public int executed() {
			return 0;
		}

	}

	static class Executing extends Tasks<Runnable> implements Executor {

	}

	static class Timing extends Timer {

		public void sched(TimerTask task, long time, long period) {
		}

	}

	static class Alone {

		@OnStart
		void begin() {
		}

	}

	@Distributed("final")
	static final class FinalClass {

	}

	record ARecord(int number) {
	}

	static sealed class Sealed permits Permitted {

	}

	static final class Permitted extends Sealed {

	}

	enum Constants {

		ONE

	}

	static class Base {

		public final void locked() {
		}

	}

	static class FinalMethod extends Base {

	}

	static class FinalForTheFamily {

		protected final void helper() {
		}

	}

	static class PublicField {

		public int total;

	}

	static class HiddenCast {

		@Cast
		void note(int number) {
		}

	}

	static class TimedCallback {

		@OnStart
		@CallTimeout(10)
		public void begin() {
		}

	}

	static class ThreadOfItsOwn extends Thread {

	}

}
