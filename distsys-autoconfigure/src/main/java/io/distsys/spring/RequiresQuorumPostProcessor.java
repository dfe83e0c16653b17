package io.distsys.spring;

import java.util.function.Supplier;

import io.distsys.consensus.NoQuorumException;
import io.distsys.decision.RequiresQuorum;
import io.distsys.quorum.Quorum;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.autoproxy.AbstractBeanFactoryAwareAdvisingPostProcessor;
import org.springframework.aop.support.ComposablePointcut;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.annotation.AnnotationMatchingPointcut;
import org.springframework.util.ReflectionUtils;

/**
 * Asks for the quorum before methods that have, or whose class has,
 * {@link RequiresQuorum}.
 *
 * @since 0.1
 */
public final class RequiresQuorumPostProcessor extends AbstractBeanFactoryAwareAdvisingPostProcessor {

	private static final long serialVersionUID = 1L;

	/**
	 * Create it.
	 * @param quorum the quorum, asked for at the first call
	 */
	public RequiresQuorumPostProcessor(Supplier<Quorum> quorum) {
		ComposablePointcut pointcut = new ComposablePointcut(new AnnotationMatchingPointcut(RequiresQuorum.class, true))
			.union(new AnnotationMatchingPointcut(null, RequiresQuorum.class, true));
		this.advisor = new DefaultPointcutAdvisor(pointcut, new Interceptor(quorum));
		setBeforeExistingAdvisors(true);
	}

	private record Interceptor(Supplier<Quorum> quorum) implements MethodInterceptor {

		@Override
		public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
			if (ReflectionUtils.isObjectMethod(invocation.getMethod())) {
				return invocation.proceed();
			}
			Quorum present = this.quorum.get();
			if (!present.isPresent()) {
				throw new NoQuorumException("'" + invocation.getMethod().getDeclaringClass().getSimpleName() + "."
						+ invocation.getMethod().getName() + "' requires a quorum and did not run: "
						+ present.state().reason());
			}
			return invocation.proceed();
		}

	}

}
