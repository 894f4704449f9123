using System.Net;
using System.Net.Sockets;

namespace Hub.Importing.Contracts;

/// <summary>
/// What a WSDL may have the import read: it is written by others, and what it names is asked for from where the import
/// runs. Its own folder, or its own host; more only when the person who imports says so.
/// </summary>
internal sealed class ReadingRules(Uri wsdl, IReadOnlyList<string> allowed)
{
    private readonly string _folder = wsdl.IsFile ? Path.GetDirectoryName(RealPath(wsdl.LocalPath))! : "";

    /// <returns>Why it is not read and what to do, or null.</returns>
    public string? WhyRefused(Uri target)
    {
        if (target.IsFile)
            return WhyFileRefused(target);
        if (target.Scheme is not ("http" or "https"))
            return $"'{target.Scheme}:' is nothing an import reads; write a relative path";
        if (target.UserInfo.Length > 0)
            return "an address with a user or password in it is not read: download the file and import that";
        if (IsAllowed(target) || IsOwn(target))
            return null;
        return $"{Where(target)} is not where the WSDL comes from; if it may be asked: --allow-host {target.Authority}";
    }

    /// <summary>Whether the person who imports has named the host.</summary>
    public bool IsAllowed(Uri target) => allowed.Any(a =>
        a.Equals(target.Host, StringComparison.OrdinalIgnoreCase)
        || a.Equals($"{target.Host}:{target.Port}", StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether an address is of this machine, this network or nobody: not one that the public reaches.</summary>
    public static bool IsInner(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
            return IPAddress.IsLoopback(address)
                || address.IsIPv6LinkLocal
                || address.IsIPv6UniqueLocal
                || address.IsIPv6SiteLocal
                || address.IsIPv6Multicast || address.Equals(IPAddress.IPv6Any) || address.IsIPv6Teredo
                // What an IPv4 address is carried in (RFC 6052, RFC 3056) would lead around the ranges below.
                || address.GetAddressBytes() is [0x00, 0x64, 0xff, 0x9b, ..] or [0x20, 0x02, ..];
        return address.GetAddressBytes() is [0 or 10 or 127 or >= 224, ..]
            or [169, 254, ..] or [192, 168, ..] or [172, >= 16 and <= 31, ..]
            or [100, >= 64 and <= 127, ..] or [192, 0, 0, ..] or [198, 18 or 19, ..];
    }

    private string? WhyFileRefused(Uri target)
    {
        if (!wsdl.IsFile)
            return $"a WSDL read from {wsdl.Host} names a file of this machine, '{target.LocalPath}'";
        // file://server/share is a network's, and a request to it.
        if (target.IsUnc && !wsdl.IsUnc)
            return $"'{target.LocalPath}' is on another machine; put it beside the WSDL";
        var real = RealPath(target.LocalPath);
        return real.StartsWith(_folder + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? null
            : $"'{target.LocalPath}' is outside of the WSDL's folder {_folder}; put it in there";
    }

    private bool IsOwn(Uri target) => !wsdl.IsFile && target.Host.Equals(wsdl.Host, StringComparison.OrdinalIgnoreCase)
        && ((target.Scheme == wsdl.Scheme && target.Port == wsdl.Port)
            // The same server, now with TLS; never the other way.
            || (target.Scheme == "https" && wsdl.Scheme == "http" && target.IsDefaultPort && wsdl.IsDefaultPort));

    private string Where(Uri target) => !wsdl.IsFile && target.Host.Equals(wsdl.Host, StringComparison.OrdinalIgnoreCase)
        ? target.GetLeftPart(UriPartial.Authority)
        : target.Authority;

    // Where a path leads once every link on it is followed.
    private static string RealPath(string path)
    {
        var real = Path.GetPathRoot(Path.GetFullPath(path))!;
        var below = Path.GetFullPath(path)[real.Length..];
        foreach (var part in below.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            real = Path.Combine(real, part);
            FileSystemInfo info = Directory.Exists(real) ? new DirectoryInfo(real) : new FileInfo(real);
            if (info.Exists || info.LinkTarget is not null)
                real = info.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? real;
        }

        return real;
    }
}
