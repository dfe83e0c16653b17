package io.distsys.cloud;

import java.time.Duration;
import java.util.concurrent.Executor;

import io.distsys.time.EventLoop;
import org.jspecify.annotations.Nullable;

import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cloud.loadbalancer.core.CachingServiceInstanceListSupplier;

/**
 * Empties the cache of the load balancer when instances come or go: it would call a node
 * that is gone for as long as its entries live, 35 seconds by default. The cache is
 * emptied again after a moment, because a look-up that was under way may have put an old
 * answer into it.
 *
 * @since 0.1
 */
public final class LoadBalancerCacheEviction {

	private static final Duration AGAIN = Duration.ofSeconds(2);

	private final @Nullable CacheManager caches;

	/**
	 * Create it.
	 * @param catalogue whose changes empty the cache
	 * @param caches has the cache; {@literal null} where the load balancer keeps none
	 * @param loop measures the moment
	 * @param executor empties the cache after it
	 */
	public LoadBalancerCacheEviction(ServiceCatalogue catalogue, @Nullable CacheManager caches, EventLoop loop,
			Executor executor) {
		this.caches = caches;
		catalogue.subscribe(() -> {
			evict();
			loop.schedule(AGAIN, () -> executor.execute(this::evict));
		});
	}

	private void evict() {
		Cache cache = (this.caches != null)
				? this.caches.getCache(CachingServiceInstanceListSupplier.SERVICE_INSTANCE_CACHE_NAME) : null;
		if (cache != null) {
			cache.clear();
		}
	}

}
