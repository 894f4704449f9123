using System.Reflection;
using System.Runtime.Loader;
using Hub.Host.Shell;
using Hub.ServiceKit.Hosting;

namespace Hub.Host.Up;

/// <summary>
/// Services that are not part of this program, loaded once from the folders that <c>HUB_SERVICES</c> names: the build output of
/// each. Whoever starts the hub names them; a plan cannot, since plans come from many hands and code must not.
/// </summary>
internal static class ServiceModules
{
    /// <summary>The variable that names the folders, separated as in <c>PATH</c>.</summary>
    public const string Variable = "HUB_SERVICES";

    private const string Dependencies = ".deps.json";
    private static readonly Lazy<IReadOnlyList<IServiceModule>> Loaded = new(() =>
    [
        .. (Environment.GetEnvironmentVariable(Variable) ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(Load),
    ]);

    /// <summary>The services.</summary>
    /// <exception cref="CommandFailedException">One of them cannot be loaded.</exception>
    public static IReadOnlyList<IServiceModule> All => Loaded.Value;

    /// <summary>Loads the services of a folder; each has a file of its dependencies beside it, as a build leaves it.</summary>
    /// <exception cref="CommandFailedException">One of them cannot be loaded, or there is none.</exception>
    public static IReadOnlyList<IServiceModule> Load(string folder)
    {
        if (!Directory.Exists(folder))
            throw new CommandFailedException(
                $"{Variable} names '{folder}', which is not a folder: name a service's build output, "
                + "as in returns/Returns/bin/Release/net10.0.");
        List<IServiceModule> found =
        [
            .. Directory.EnumerateFiles(Path.GetFullPath(folder), $"*{Dependencies}").Order(StringComparer.Ordinal)
                .SelectMany(d => LoadAssembly(d[..^Dependencies.Length] + ".dll")),
        ];
        return found.Count > 0 ? found : throw new CommandFailedException(
            $"{Variable} names '{folder}', and no assembly there has a public {nameof(IServiceModule)}: "
            + "build the service first.");
    }

    private static IEnumerable<IServiceModule> LoadAssembly(string file)
    {
        try
        {
            return
            [
                .. new FolderContext(file).LoadFromAssemblyPath(file).GetExportedTypes()
                    .Where(t => typeof(IServiceModule).IsAssignableFrom(t) && !t.IsAbstract)
                    .Select(t => (IServiceModule)Activator.CreateInstance(t)!),
            ];
        }
        catch (Exception e) when (e is BadImageFormatException or FileLoadException or FileNotFoundException
            or TypeLoadException or TargetInvocationException or MissingMethodException)
        {
            throw new CommandFailedException(
                $"'{file}' cannot be loaded as a service: {(e.InnerException ?? e).Message}");
        }
    }

    // What the hub has itself comes from the hub, or the kit's types would be others there.
    private sealed class FolderContext(string file) : AssemblyLoadContext(Path.GetFileNameWithoutExtension(file))
    {
        private readonly AssemblyDependencyResolver _dependencies = new(file);

        protected override Assembly? Load(AssemblyName assemblyName)
        {
            try
            {
                return Default.LoadFromAssemblyName(assemblyName);
            }
            catch (FileNotFoundException)
            {
                return _dependencies.ResolveAssemblyToPath(assemblyName) is { } found ? LoadFromAssemblyPath(found) : null;
            }
        }
    }
}
