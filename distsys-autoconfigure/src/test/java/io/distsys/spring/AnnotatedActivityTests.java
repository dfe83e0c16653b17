package io.distsys.spring;

import io.distsys.applications.OpenedElsewhere;
import io.distsys.ownership.Fence;
import org.junit.jupiter.api.Test;

import org.springframework.aop.framework.ProxyFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

class AnnotatedActivityTests {

	/** On the proxy it would find none of the fields of the bean. */
	@Test
	void callbackThatAProxyCannotOverrideForItsPackageRunsOnTheBean() throws Exception {
		Ledger bean = new Ledger();
		ProxyFactory aspects = new ProxyFactory(bean);
		aspects.setProxyTargetClass(true);
		AnnotatedActivity.of("ledger", bean, aspects.getProxy()).activate(mock(Fence.class));
		assertThat(bean.isOpened()).isTrue();
	}

	static class Ledger extends OpenedElsewhere {

	}

}
