package io.distsys.cloud;

import java.util.List;

import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.cloud.client.serviceregistry.AbstractAutoServiceRegistration;
import org.springframework.cloud.client.serviceregistry.AutoServiceRegistrationProperties;
import org.springframework.cloud.client.serviceregistry.Registration;
import org.springframework.cloud.client.serviceregistry.RegistrationLifecycle;
import org.springframework.cloud.client.serviceregistry.ServiceRegistry;
import org.springframework.context.ApplicationContext;

/**
 * Registers this node when its web server has started, with the port that it has got. The
 * other nodes show the instance once this one says that it takes work, and no longer when
 * it says that it leaves.
 *
 * @since 0.1
 */
public final class ClusterAutoServiceRegistration extends AbstractAutoServiceRegistration<Registration> {

	private final ClusterRegistration registration;

	private final AutoServiceRegistrationProperties properties;

	/**
	 * Create it.
	 * @param context the application
	 * @param registry registers
	 * @param properties whether to register
	 * @param lifecycles are asked before and told after
	 * @param registration is registered
	 */
	public ClusterAutoServiceRegistration(ApplicationContext context, ServiceRegistry<Registration> registry,
			AutoServiceRegistrationProperties properties, List<RegistrationLifecycle<Registration>> lifecycles,
			ClusterRegistration registration) {
		super(context, registry, properties, lifecycles);
		this.properties = properties;
		this.registration = registration;
	}

	@Override
	public void onApplicationEvent(WebServerInitializedEvent event) {
		boolean ofApplication = event.getApplicationContext() == getContext();
		if (ofApplication) {
			this.registration.webPort(event.getWebServer().getPort());
			super.onApplicationEvent(event);
		}
	}

	@Override
	@SuppressWarnings("deprecation")
	protected Object getConfiguration() {
		return this.properties;
	}

	@Override
	protected boolean isEnabled() {
		return this.properties.isEnabled();
	}

	@Override
	protected Registration getRegistration() {
		return this.registration;
	}

	/** The port of the Actuator is registered with the one of the application. */
	@Override
	protected boolean shouldRegisterManagement() {
		return false;
	}

	@Override
	protected Registration getManagementRegistration() {
		return this.registration;
	}

}
