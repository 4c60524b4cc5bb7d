package dev.countersign.acceptance;

import com.twilio.http.TwilioRestClient;

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
}
