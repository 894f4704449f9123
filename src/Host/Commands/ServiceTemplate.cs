using System.Text.RegularExpressions;

namespace Hub.Host.Commands;

/// <summary>
/// The files of a new service, from the template that <c>dotnet new</c> takes as well (templates/service): the same files, with
/// <c>Samples</c>, <c>Sample</c> and their spellings replaced.
/// </summary>
internal static partial class ServiceTemplate
{
    private const string Prefix = "template/";
    private const string KitProject = "src/NewServices/Kit/Hub.ServiceKit.csproj";

    // The services of the hub's own, and a name that would hide a type that the service's code needs.
    private static readonly string[] Own = ["hub", "jobs", "products", "orders", "customers", "invoices", "reviews", "cases"];
    private static readonly string[] Needed =
        ["Task", "Action", "Type", "Object", "String", "Exception", "Problem", "Results", "Side", "Change", "Written", "Store"];

    /// <summary>Returns why a text is not a name of a new service, as a sentence; null where it is.</summary>
    public static string? WhyNoName(string name) =>
        !Name.IsMatch(name) ? $"'{name}' is not a name of lower-case letters, 3 to 30 of them, such as returns."
        : Own.Contains(name, StringComparer.Ordinal) ? $"'{name}' is a service of the hub's own: take another name."
        : null;

    /// <summary>Returns why a text is not a name of a record, as a sentence; null where it is.</summary>
    public static string? WhyNoRecord(string record) =>
        !Name.IsMatch(record) ? $"'{record}' is not a name of lower-case letters, 3 to 30 of them, such as return."
        : Needed.Contains(TypeOf(record), StringComparer.Ordinal)
            ? $"'{record}' is the name of a type that the service's code needs: take another one."
        : null;

    /// <summary>Returns what one record of a service is called, by the service's name; null where that does not follow.</summary>
    public static string? RecordOf(string name) =>
        name.EndsWith("ies", StringComparison.Ordinal) ? name[..^3] + "y"
        : Hissing.IsMatch(name) ? name[..^2]
        : name.EndsWith('s') && !name.EndsWith("ss", StringComparison.Ordinal) ? name[..^1]
        : null;

    /// <summary>Returns a name as types have it.</summary>
    public static string TypeOf(string name) => $"{char.ToUpperInvariant(name[0])}{name[1..]}";

    /// <summary>Returns the files by their paths.</summary>
    /// <param name="name">The service.</param>
    /// <param name="record">What one of its records is called.</param>
    /// <param name="legacy">The side that answers today; null for none.</param>
    public static IReadOnlyDictionary<string, string> Files(string name, string record, string? legacy)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var (assembly, kit) = (typeof(ServiceTemplate).Assembly, FindKit() ?? "");
        foreach (var resource in assembly.GetManifestResourceNames()
            .Where(r => r.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            var path = resource[Prefix.Length..].Replace('\\', '/');
            var text = Named(reader.ReadToEnd(), name, record).Replace("KIT_PROJECT", kit, StringComparison.Ordinal);
            files[Named(path, name, record)] = Linked(text, legacy);
        }

        return files;
    }

    // The longer words first, as the others are in them.
    private static string Named(string text, string name, string record) => text
        .Replace("Samples", TypeOf(name), StringComparison.Ordinal)
        .Replace("samples", name, StringComparison.Ordinal)
        .Replace("Sample", TypeOf(record), StringComparison.Ordinal)
        .Replace("sample", record, StringComparison.Ordinal)
        .Replace("SAMPLE", record.ToUpperInvariant(), StringComparison.Ordinal);

    private static string Linked(string text, string? legacy) => legacy is null
        ? text
        : LegacySide.Replace(Link.Replace(text, $"link: {{ legacy: {legacy},"), $"  legacy: {legacy}\n");

    /// <summary>Where the kit's project is, beside this program's own; null where the program was published.</summary>
    private static string? FindKit()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Path.Combine(folder.FullName, KitProject) is var project && File.Exists(project))
                return project;
        return null;
    }

    [GeneratedRegex(@"^[a-z]{3,30}\z", RegexOptions.None, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Name { get; }

    [GeneratedRegex(@"(ss|x|ch|sh)es\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Hissing { get; }

    [GeneratedRegex(@"^  # legacy: [^\n]*\n", RegexOptions.Multiline, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex LegacySide { get; }

    [GeneratedRegex(@"^# link: \{ legacy: [^,]*,", RegexOptions.Multiline, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Link { get; }
}
