using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Hub.Platform.Asking;

/// <summary>A request in the contract's terms that no caller's connection stands behind.</summary>
/// <param name="Method">The HTTP method, upper case.</param>
/// <param name="Target">The path and the query, percent-encoded: <c>/api/orders/O-1?full=true</c>.</param>
public sealed record ContractRequest(string Method, string Target)
{
    /// <summary>The header fields. How the body is framed and which connection it comes by is not among them.</summary>
    public IReadOnlyDictionary<string, StringValues> Headers { get; init; } = NoHeaders;

    /// <summary>The body; its type is in the headers.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The hub's id, where this stands for a request that has one; null for an id of its own.</summary>
    public string? Id { get; init; }

    /// <summary>The address of the caller whom it is asked for; null where the hub itself asks.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>The scheme that the caller used.</summary>
    public string Scheme { get; init; } = "http";

    /// <summary>The host that the caller asked; without a value where there is none.</summary>
    public HostString Host { get; init; }

    /// <summary>Whether nobody waits for the answer, as with a shadow's.</summary>
    public bool InBackground { get; init; }

    private static IReadOnlyDictionary<string, StringValues> NoHeaders { get; } =
        new Dictionary<string, StringValues>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether it changes nothing: it may be broken off and asked again.</summary>
    public bool IsRead => HttpMethods.IsGet(Method) || HttpMethods.IsHead(Method) || HttpMethods.IsOptions(Method);
}
