using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Hub.Facade.Connections;

/// <summary>
/// The ports of the hub's own surface, where it has ports of its own. Told by the socket a request came in by: what a
/// request says of its host is anyone's claim.
/// </summary>
public sealed class AdminListener
{
    private readonly int _public;
    private readonly IServer _server;
    private volatile IReadOnlyList<string> _addresses = [];
    private volatile int[] _ports = [];

    /// <summary>Reads the ports once they are bound.</summary>
    /// <param name="publicAddresses">How many addresses come before the admin's in the server's list.</param>
    /// <param name="server">The server.</param>
    /// <param name="host">Says when it listens.</param>
    public AdminListener(int publicAddresses, IServer server, IHostApplicationLifetime host)
    {
        (_public, _server) = (publicAddresses, server);
        host.ApplicationStarted.Register(Read);
    }

    /// <summary>Where it listens; none before it does.</summary>
    public IReadOnlyList<string> Addresses => _addresses;

    /// <summary>Where the public API listens; null where that is all of a machine's addresses.</summary>
    internal string? PublicAddress => _server.Features.Get<IServerAddressesFeature>()!.Addresses.Take(_public)
        .FirstOrDefault(a => BindingAddress.Parse(a).Host is not ("*" or "+" or "[::]" or "0.0.0.0"));

    // Until all is bound, every port is a public one.
    internal bool Took(HttpContext context) => Array.IndexOf(_ports, context.Connection.LocalPort) >= 0;

    internal bool Took(EndPoint? local) => local is IPEndPoint { Port: var port } && Array.IndexOf(_ports, port) >= 0;

    private void Read()
    {
        _addresses = [.. _server.Features.Get<IServerAddressesFeature>()!.Addresses.Skip(_public)];
        _ports = [.. _addresses.Select(a => BindingAddress.Parse(a).Port)];
    }
}
