package dev.countersign.acceptance;

import com.twilio.http.TwilioRestClient;
import dev.countersign.phone.HttpTransport;
import dev.countersign.phone.Transport;

/** The Java SDK over plain HTTP. */
class JavaSdkTest extends JavaSdkStory {
    private final Api api = Product.shared().api();
    private final TwilioRestClient client = Rerouted.client(api);

    @Override
    Api api() {
        return api;
    }

    @Override
    TwilioRestClient client() {
        return client;
    }

    @Override
    TwilioRestClient clientOf(Api other) {
        return Rerouted.client(other);
    }

    @Override
    Transport network() {
        return HttpTransport.usual();
    }
}
