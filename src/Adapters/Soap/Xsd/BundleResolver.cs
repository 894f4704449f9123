using System.Xml;

namespace Hub.Soap.Xsd;

/// <summary>Finds what a WSDL or schema imports among the plan's files, and nowhere else.</summary>
/// <param name="files">The plan's files, by their paths.</param>
internal sealed class BundleResolver(IReadOnlyDictionary<string, byte[]> files) : XmlResolver
{
    // An authority of its own: a relative reference stays within, an absolute one to elsewhere is recognized.
    private static readonly Uri Root = new("plan://bundle/");

    /// <summary>Where schemas are that the hub brings along.</summary>
    public static Uri WellKnown { get; } = new("known://hub/");

    public static Uri Locate(string file) => new(Root, Uri.EscapeDataString(file).Replace("%2F", "/", StringComparison.Ordinal));

    public static string FileOf(Uri location) => Uri.UnescapeDataString(location.AbsolutePath.TrimStart('/'));

    public override Uri ResolveUri(Uri? baseUri, string? relativeUri) => new(baseUri ?? Root, relativeUri ?? "");

    public override object GetEntity(Uri absoluteUri, string? role, Type? ofObjectToReturn) => Open(absoluteUri);

    public Stream Open(Uri location)
    {
        if (location.Scheme != Root.Scheme || location.Host != Root.Host)
            throw new FileNotFoundException(
                $"'{location}' is outside the plan: put the file beside the WSDL and refer to it by a relative path.");
        return files.TryGetValue(FileOf(location), out var content)
            ? new MemoryStream(content, writable: false)
            : throw new FileNotFoundException($"'{FileOf(location)}' is not among the plan's files.");
    }
}
