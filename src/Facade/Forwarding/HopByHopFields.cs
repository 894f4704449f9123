using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Hub.Facade.Forwarding;

/// <summary>Knows the fields that end at this hop because <c>Connection</c> names them (RFC 9110, 7.6.1).</summary>
internal static class HopByHopFields
{
    /// <summary>
    /// Returns the fields that <c>Connection</c> names. Its own options are left out, and so is what a message is framed and
    /// addressed by, which nobody can declare to end here.
    /// </summary>
    public static IEnumerable<string> Named(StringValues connection) =>
        connection.SelectMany(v => (v ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Where(o => !IsOption(o));

    /// <summary>Removes them from a request.</summary>
    public static void Remove(IHeaderDictionary headers)
    {
        // Nearly all requests name nothing, or say so in one word.
        if (headers.Connection is not { Count: > 0 } connection || (connection is [{ } word] && IsOption(word)))
            return;
        foreach (var name in Named(connection))
            headers.Remove(name);
    }

    private static bool IsOption(string option) =>
        option.Equals("keep-alive", StringComparison.OrdinalIgnoreCase)
        || option.Equals("close", StringComparison.OrdinalIgnoreCase)
        || option.Equals("upgrade", StringComparison.OrdinalIgnoreCase)
        || option.Equals("connection", StringComparison.OrdinalIgnoreCase)
        || option.Equals("host", StringComparison.OrdinalIgnoreCase)
        || option.Equals("content-length", StringComparison.OrdinalIgnoreCase)
        || option.Equals("transfer-encoding", StringComparison.OrdinalIgnoreCase);
}
