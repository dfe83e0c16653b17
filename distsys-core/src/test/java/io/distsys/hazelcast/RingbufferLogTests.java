package io.distsys.hazelcast;

import java.lang.reflect.Proxy;
import java.util.UUID;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.LifecycleService;
import io.distsys.time.Subscription;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatNoException;

class RingbufferLogTests {

	@Test
	void aMemberThatShutsDownMeanwhileNeedsNotForgetItsListener() {
		LifecycleService life = stub(LifecycleService.class, UUID.randomUUID());
		Subscription listening = new RingbufferLog(stub(HazelcastInstance.class, life)).onReplaced(() -> {
		});
		assertThatNoException().isThrownBy(listening::close);
	}

	/** Runs, whenever asked, and does not any more when a listener is removed. */
	private static <T> T stub(Class<T> type, Object answer) {
		return type
			.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, (proxy, method, arguments) -> {
				if (method.getName().equals("removeLifecycleListener")) {
					throw new HazelcastInstanceNotActiveException("planted");
				}
				return method.getName().equals("isRunning") ? true : answer;
			}));
	}

}
