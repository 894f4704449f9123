using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Loader;
using System.Text.RegularExpressions;

namespace Hub.Adapters.Mapping;

/// <summary>
/// The one folder that converters of the user's own are loaded from. Whoever starts the hub names it; a plan names only
/// what is in it, since plans come from many hands and code must not. An assembly is loaded once, and stays until the end.
/// </summary>
/// <param name="path">The folder, or null for none.</param>
public sealed partial class ConverterFolder(string? path)
{
    private readonly ConcurrentDictionary<string, Lazy<Assembly?>> _assemblies = new(StringComparer.Ordinal);

    /// <summary>Nothing is loaded from anywhere.</summary>
    public static ConverterFolder None { get; } = new(null);

    /// <summary>The folder that <c>HUB_CONVERTERS</c> names, if it does.</summary>
    public static ConverterFolder FromEnvironment() =>
        Environment.GetEnvironmentVariable("HUB_CONVERTERS") is { Length: > 0 } named ? new ConverterFolder(named) : None;

    /// <summary>A converter by <c>ASSEMBLY:TYPE</c>, or why there is none.</summary>
    internal (IValueConverter? Converter, string? Problem) Find(string name)
    {
        if (Name.Match(name) is not { Success: true } match)
            return (null, $"'{name}' is no converter; write ASSEMBLY:TYPE, such as My.Converters:My.Converters.Rating");
        if (path is null)
            return (null, "converters of one's own come from the folder that the hub is started with: "
                + "--converters DIR, or HUB_CONVERTERS");
        var assembly = match.Groups["assembly"].Value;
        try
        {
            if (_assemblies.GetOrAdd(assembly, file => new(() => Load(file))).Value is not { } loaded)
                return (null, $"there is no {assembly}.dll in the converters' folder");
            var wanted = match.Groups["type"].Value;
            return loaded.GetType(wanted) is not { } type
                    ? (null, $"{assembly}.dll has no type '{wanted}'")
                : !typeof(IValueConverter).IsAssignableFrom(type)
                    ? (null, $"{type.FullName} is no {typeof(IValueConverter).FullName}")
                : type.IsAbstract || type.GetConstructor(Type.EmptyTypes) is null
                    ? (null, $"{type.FullName} needs a public constructor without parameters")
                : ((IValueConverter)Activator.CreateInstance(type)!, null);
        }
        catch (Exception e) when (e is BadImageFormatException or FileLoadException or FileNotFoundException
            or TypeLoadException or TargetInvocationException)
        {
            return (null, $"'{name}' cannot be loaded: {(e.InnerException ?? e).Message}");
        }
    }

    private Assembly? Load(string name)
    {
        var file = Path.Combine(Path.GetFullPath(path!), $"{name}.dll");
        return File.Exists(file) ? new FolderContext(file).LoadFromAssemblyPath(file) : null;
    }

    [GeneratedRegex(
        @"^(?<assembly>\w+([.-]\w+)*):(?<type>\w+([.+]\w+)*)\z",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Name { get; }

    // What the hub has itself comes from the hub, or its interface would be another one there.
    private sealed class FolderContext(string file) : AssemblyLoadContext(Path.GetFileNameWithoutExtension(file))
    {
        private readonly AssemblyDependencyResolver _dependencies = new(file);

        protected override Assembly? Load(AssemblyName assemblyName) =>
            Default.Assemblies.Any(a => a.GetName().Name == assemblyName.Name) ? null
            : _dependencies.ResolveAssemblyToPath(assemblyName) is { } found ? LoadFromAssemblyPath(found) : null;
    }
}
