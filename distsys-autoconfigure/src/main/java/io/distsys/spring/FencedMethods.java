package io.distsys.spring;

import java.util.function.Predicate;
import java.util.function.Supplier;

import io.distsys.ownership.Fence;
import io.distsys.ownership.FenceClosedException;
import io.distsys.singleton.ClusterSingletons;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.AnnotatedElementUtils;

/**
 * Lets code of a singleton run on this node only while it is active here, and under the
 * fence of that grant: methods that are not sent to where it is active, and what
 * asynchronous methods do on other threads.
 */
final class FencedMethods {

	private static final String GRANT = FencedMethods.class.getName() + ".GRANT";

	private final SingletonBean singleton;

	private final Supplier<ClusterSingletons> singletons;

	FencedMethods(SingletonBean singleton, Supplier<ClusterSingletons> singletons) {
		this.singleton = singleton;
		this.singletons = singletons;
	}

	/** Run a method of this node's bean; listeners of events do nothing elsewhere. */
	@Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		if (this.singleton.isOpen(invocation.getMethod()) || acting() != null) {
			return invocation.proceed();
		}
		Call call = new Call(invocation);
		if (call.ran((task) -> this.singletons.get()
			.runFenced(this.singleton.name(), "method " + invocation.getMethod().getName(), task))) {
			return call.result();
		}
		if (AnnotatedElementUtils.hasAnnotation(invocation.getMethod(), EventListener.class)) {
			return null;
		}
		throw new FenceClosedException("The method " + invocation.getMethod() + " of singleton '"
				+ this.singleton.name() + "' is in none of its interfaces, so it runs only on the node on which the"
				+ " singleton is active, and that is not this one: declare it in an interface of the class,"
				+ " and inject that");
	}

	/** For the first advice of an asynchronous method: keep the grant of the caller. */
	MethodInterceptor keepingTheGrant() {
		return (invocation) -> {
			if (invocation instanceof ProxyMethodInvocation proxied) {
				proxied.setUserAttribute(GRANT, acting());
			}
			return invocation.proceed();
		};
	}

	/** For the last advice of an asynchronous method: run it under the caller's grant. */
	MethodInterceptor underTheGrant() {
		return (invocation) -> {
			if (this.singleton.isOpen(invocation.getMethod()) || acting() != null) {
				return invocation.proceed();
			}
			Fence grant = (invocation instanceof ProxyMethodInvocation proxied
					&& proxied.getUserAttribute(GRANT) instanceof Fence kept) ? kept : null;
			ClusterSingletons all = this.singletons.get();
			String name = this.singleton.name();
			Call call = new Call(invocation);
			String what = "asynchronous method " + invocation.getMethod().getName();
			if (call.ran((task) -> (grant != null) ? all.runFenced(name, grant.token(), what, task)
					: all.runFenced(name, what, task))) {
				return call.result();
			}
			throw new FenceClosedException("The asynchronous method " + invocation.getMethod() + " of singleton '"
					+ name + "' did not run: the singleton had left this node before its turn came");
		};
	}

	private @Nullable Fence acting() {
		return this.singletons.get().actingFence(this.singleton.name()).orElse(null);
	}

	/** One call, which may throw anything, as a task that does not. */
	private static final class Call {

		private final MethodInvocation invocation;

		private @Nullable Object returned;

		private @Nullable Throwable thrown;

		Call(MethodInvocation invocation) {
			this.invocation = invocation;
		}

		boolean ran(Predicate<Runnable> runner) {
			return runner.test(this::run);
		}

		private void run() {
			try {
				this.returned = this.invocation.proceed();
			}
			catch (Throwable ex) {
				this.thrown = ex;
			}
		}

		@Nullable Object result() throws Throwable {
			if (this.thrown != null) {
				throw this.thrown;
			}
			return this.returned;
		}

	}

}
