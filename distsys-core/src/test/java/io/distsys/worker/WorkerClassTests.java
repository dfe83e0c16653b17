package io.distsys.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Which methods of a worker begin and end it, where classes inherit from others. */
class WorkerClassTests {

	private static WorkerClass of(Class<?> type) {
		return new WorkerClass(new WorkerTypeDefinition("type", type, List.of(), 4, WorkerLimits.ofDefaults(),
				Restart.TRANSIENT, RestartPolicy.ofDefaults(), Set.of(), (context) -> new Object()));
	}

	@Test
	void whatIsOverriddenIsCalledOnceWhicheverOfTheTwoIsMarked() throws Throwable {
		Derived worker = new Derived();
		of(Derived.class).start(worker);
		assertThat(worker.called).containsExactlyInAnyOrder("derived marked twice", "derived marked below",
				"derived marked above");
	}

	@Test
	void anOverridingMethodMayReturnSomethingElse() throws Throwable {
		Derived worker = new Derived();
		of(Derived.class).stop(worker);
		assertThat(worker.called).containsExactly("derived end");
	}

	@Test
	void privateMethodsOfOneNameAreAllCalledThoseOfTheSuperclassFirst() throws Throwable {
		Secretive worker = new Secretive();
		of(Secretive.class).start(worker);
		assertThat(worker.called).containsExactly("base", "own");
	}

	/** The compiler gives the class a method that calls the one of the superclass. */
	@Test
	void aPublicMethodOfAClassThatIsNotPublicIsCalledOnce() throws Throwable {
		Shown worker = new Shown();
		assertThat(Shown.class.getDeclaredMethods()).singleElement()
			.satisfies((method) -> assertThat(method.isBridge()).isTrue());
		of(Shown.class).start(worker);
		assertThat(worker.called).containsExactly("hidden");
	}

	static class Base {

		final List<String> called = new ArrayList<>();

		@OnStart
		void markedTwice() {
			this.called.add("base marked twice");
		}

		@OnStart
		void markedAbove() {
			this.called.add("base marked above");
		}

		void markedBelow() {
			this.called.add("base marked below");
		}

		@OnStop
		Object end() {
			return this.called.add("base end");
		}

	}

	static class Derived extends Base {

		@Override
		@OnStart
		void markedTwice() {
			this.called.add("derived marked twice");
		}

		@Override
		void markedAbove() {
			this.called.add("derived marked above");
		}

		@Override
		@OnStart
		void markedBelow() {
			this.called.add("derived marked below");
		}

		@Override
		@OnStop
		Boolean end() {
			return this.called.add("derived end");
		}

	}

	static class SecretiveBase {

		final List<String> called = new ArrayList<>();

		@OnStart
		private void begin() {
			this.called.add("base");
		}

	}

	static class Secretive extends SecretiveBase {

		@OnStart
		private void begin() {
			this.called.add("own");
		}

	}

	abstract static class Hidden {

		final List<String> called = new ArrayList<>();

		@OnStart
		public void begin() {
			this.called.add("hidden");
		}

	}

	public static class Shown extends Hidden {

	}

}
