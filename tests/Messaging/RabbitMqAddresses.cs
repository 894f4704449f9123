using Hub.Platform.Messaging;

namespace Hub.Messaging.Tests;

public sealed class RabbitMqAddresses
{
    [Theory]
    [InlineData("amqp://hub:secret@rabbit:5673/orders", "rabbit", 5673, "orders", "amqp://hub@rabbit:5673/orders")]
    [InlineData("amqps://hub:secret@rabbit", "rabbit", 5671, "/", "amqps://hub@rabbit:5671/")]
    [InlineData("amqp://hub:sec%2Fret@10.0.0.1/%2Fhub", "10.0.0.1", 5672, "/hub", "amqp://hub@10.0.0.1:5672/%2Fhub")]
    public void An_address_is_read_and_shown_without_its_password(
        string text, string host, int port, string virtualHost, string shown)
    {
        var address = RabbitMqAddress.Parse(text)!;
        (address.Host, (int)address.Port, address.VirtualHost, address.User).ShouldBe((host, port, virtualHost, "hub"));
        address.ToString().ShouldBe(shown);
    }

    [Fact]
    public void No_address_means_the_bus_in_memory() => RabbitMqAddress.Parse(" ").ShouldBeNull();

    [Theory]
    [InlineData("rabbit:5672")]
    [InlineData("http://hub:secret@rabbit")]
    [InlineData("amqp://hub:secret@")]
    [InlineData("amqp://hub:sec/ret@rabbit/hub")]
    public void What_is_no_address_is_refused_and_not_repeated(string text) =>
        Should.Throw<FormatException>(() => RabbitMqAddress.Parse(text)).Message.ShouldNotContain("secret");
}
