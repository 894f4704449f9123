using Hub.Facade.Forwarding;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Hub.Facade.Tests;

/// <summary>How many callers have connections of their own, and which credentials make it so.</summary>
public sealed class OwnConnections
{
    [Fact]
    public async Task There_is_an_end_to_their_number_until_callers_hang_up()
    {
        using var connections = new SideConnections();
        var side = connections.Shared("http://side");
        var callers = new List<Connection>();
        for (var i = 0; i < SideConnections.Most; i++)
        {
            callers.Add(new Connection());
            connections.TryFind(callers[^1].Request("NTLM x"), side, out var own).ShouldBeTrue();
            own.ShouldNotBeNull();
        }

        connections.Owners.ShouldBe(SideConnections.Most);
        connections.TryFind(new Connection().Request("NTLM x"), side, out _).ShouldBeFalse();
        connections.TryFind(callers[0].Request(null), side, out var kept).ShouldBeTrue();
        kept.ShouldNotBeNull("it is this caller's already");
        connections.TryFind(new Connection().Request(null), side, out var shared).ShouldBeTrue();
        shared.ShouldBeNull();
        await callers[0].CloseAsync();
        connections.TryFind(new Connection().Request("NTLM x"), side, out _).ShouldBeTrue();
        foreach (var caller in callers)
            await caller.CloseAsync();
        connections.Owners.ShouldBe(1);
    }

    [Theory]
    [InlineData("NTLM TlRM", true)]
    [InlineData("ntlm\tTlRM", true)]
    [InlineData("Negotiate", true)]
    [InlineData("Basic YTpi, Negotiate YII=", true)]
    [InlineData("Kerberos YII=", true)]
    [InlineData("Negotiates YII=", false)]
    [InlineData("Basic TlRM", false)]
    [InlineData("Bearer NTLM", false)]
    [InlineData("", false)]
    public void Schemes_that_authenticate_connections_are_known(string authorization, bool own)
    {
        using var connections = new SideConnections();
        connections.TryFind(new Connection().Request(authorization), connections.Shared("http://side"), out var found)
            .ShouldBeTrue();
        (found is not null).ShouldBe(own);
    }

    private sealed class Connection : IConnectionItemsFeature, IConnectionLifetimeFeature
    {
        private readonly CancellationTokenSource _closed = new();

        public Connection() => ConnectionClosed = _closed.Token;

        public IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();

        public CancellationToken ConnectionClosed { get; set; }

        public void Abort() => _closed.Cancel();

        public Task CloseAsync() => _closed.CancelAsync();

        public DefaultHttpContext Request(string? authorization)
        {
            var features = new FeatureCollection();
            features.Set<IHttpRequestFeature>(new HttpRequestFeature { Protocol = "HTTP/1.1" });
            features.Set<IHttpResponseFeature>(new HttpResponseFeature());
            features.Set<IConnectionItemsFeature>(this);
            features.Set<IConnectionLifetimeFeature>(this);
            var context = new DefaultHttpContext(features);
            context.Request.Headers.Authorization = authorization;
            return context;
        }
    }
}
