package io.distsys.ownership;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

import io.distsys.simulation.SimulationLog;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.implementation.FixedValue;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.implementation.StubMethod;
import net.bytebuddy.pool.TypePool;

import static net.bytebuddy.matcher.ElementMatchers.named;

/**
 * The library with one fault planted in it, loaded beside the healthy one. The simulation
 * must find each.
 */
enum Mutant {

	/** A fence that does not close when its time is over. */
	FENCE_NEVER_CLOSES("io.distsys.ownership.LeaseTerm", replace("isHeld", FixedValue.value(true))),

	/** A leader that expires sessions while their owners may still act. */
	LEADER_HURRIES("io.distsys.ownership.LeaseSettings", advise("leadersShare", ShortShare.class)),

	/** A token that is granted twice now and then. */
	TOKEN_TWICE("io.distsys.ownership.OwnedRows", advise("grant", TokenTwice.class)),

	/** A snapshot that does not carry the last token. */
	SNAPSHOT_FORGETS_TOKEN("io.distsys.ownership.OwnershipTable", advise("install", ForgottenToken.class)),

	/** Answers of an older term are taken for new ones. */
	NO_TERM_FILTER("io.distsys.consensus.RaftGuards", replace("isResponse", FixedValue.value(false))),

	/** A snapshot is installed over a log that contradicts it. */
	NO_SNAPSHOT_GUARD("io.distsys.consensus.RaftGuards", replace("isNewToMe", FixedValue.value(false))),

	/** A follower refuses for ever what follows on an entry that it has in a snapshot. */
	NO_REPLAY("io.distsys.consensus.RaftGuards", replace("beginsAtLostEntry", FixedValue.value(false))),

	/** A leader without a majority of voters goes on if learners answer. */
	NO_STEP_DOWN("io.distsys.consensus.RaftGuards", replace("stepDownWithoutVoters", StubMethod.INSTANCE)),

	/** A node that is far behind in terms asks for ever. */
	NO_ADOPTION("io.distsys.consensus.RaftGuards", replace("adopt", StubMethod.INSTANCE)),

	/** What was lost is given away while its owner's session still runs. */
	SESSION_ENDS_EARLY("io.distsys.ownership.OwnershipTable", advise("renew", UnseenRenewal.class)),

	/** A seat that nobody takes is left out where the number of voters is even. */
	NO_VACANT_SEAT("io.distsys.consensus.RaftLife", advise("seats", NoVacancy.class));

	private final String type;

	private final Change change;

	Mutant(String type, Change change) {
		this.type = type;
		this.change = change;
	}

	private static Change replace(String method, Implementation by) {
		return new Change(method, (builder) -> builder.method(named(method)).intercept(by));
	}

	private static Change advise(String method, Class<?> advice) {
		return new Change(method, (builder) -> builder.visit(Advice.to(advice).on(named(method))));
	}

	private record Change(String method, UnaryOperator<DynamicType.Builder<?>> plant) {

	}

	/** Run seeds until one fails, and tell why; empty if none does. */
	String firstFailure(long seeds) {
		try (SimulationLog log = SimulationLog.open(false)) {
			Method run = new Loader().loadClass(CoreChaos.class.getName()).getDeclaredMethod("failure", long.class);
			run.setAccessible(true);
			for (long seed = 1; seed <= seeds; seed++) {
				String failure = (String) run.invoke(null, seed);
				if (!failure.isEmpty()) {
					return failure;
				}
			}
			return "";
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Loads the library and its simulation anew, the one class with its fault. */
	private final class Loader extends ClassLoader {

		private Loader() {
			super(Mutant.class.getClassLoader());
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			if (!name.startsWith("io.distsys.")) {
				return super.loadClass(name, resolve);
			}
			synchronized (getClassLoadingLock(name)) {
				Class<?> loaded = findLoadedClass(name);
				if (loaded == null) {
					byte[] bytes = name.equals(Mutant.this.type) ? mutated() : original(name);
					loaded = defineClass(name, bytes, 0, bytes.length);
				}
				return loaded;
			}
		}

		private byte[] original(String name) throws ClassNotFoundException {
			try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
				if (in == null) {
					throw new ClassNotFoundException(name);
				}
				return in.readAllBytes();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		private byte[] mutated() {
			ClassFileLocator locator = ClassFileLocator.ForClassLoader.of(getParent());
			TypeDescription healthy = TypePool.Default.of(locator).describe(Mutant.this.type).resolve();
			Change planted = Mutant.this.change;
			if (healthy.getDeclaredMethods().filter(named(planted.method())).size() != 1) {
				throw new IllegalStateException("No fault can be planted in " + healthy + "." + planted.method());
			}
			return planted.plant().apply(new ByteBuddy().redefine(healthy, locator)).make().getBytes();
		}

	}

	static final class ShortShare {

		@Advice.OnMethodExit
		static void exit(@Advice.Return(readOnly = false) Duration share) {
			share = share.dividedBy(3);
		}

	}

	static final class NoVacancy {

		@Advice.OnMethodExit
		static void exit(@Advice.Return List<?> seats) {
			while (seats.get(seats.size() - 1).toString().startsWith("00000000/")) {
				seats.remove(seats.size() - 1);
			}
		}

	}

	static final class TokenTwice {

		@Advice.OnMethodEnter
		static void enter(@Advice.FieldValue(value = "lastToken", readOnly = false) long lastToken) {
			if (lastToken % 8 == 0) {
				lastToken -= 1;
			}
		}

	}

	static final class ForgottenToken {

		@Advice.OnMethodExit
		static void exit(@Advice.FieldValue("rows") OwnedRows rows) {
			rows.tokensBeginAbove(rows.lastToken() - 3);
		}

	}

	static final class UnseenRenewal {

		@Advice.OnMethodEnter
		static void enter(@Advice.Argument(value = 1, readOnly = false) long index) {
			index = index - index % 16;
		}

	}

}
