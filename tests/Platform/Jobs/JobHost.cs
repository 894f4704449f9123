using Hub.Platform.Jobs;
using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit.Runner.InProc.SystemConsole;

namespace Hub.Platform.Tests.Jobs;

/// <summary>A node with the tests' jobs; as a process of its own, which can be killed, it is this program's other main.</summary>
internal static class JobHost
{
    // The same in all processes.
    private static readonly RecordKey Key = new([.. Enumerable.Range(0, 32).Select(n => (byte)n)]);

    private const string Argument = "job-host";

    public static async Task<int> Main(string[] args) => args is [Argument, var data, var folder]
        ? await RunAsync(data, folder, Environment.GetEnvironmentVariable(StoreOptions.Variable))
        : await ConsoleRunner.Run(args);

    /// <summary>The arguments of a process that runs jobs until it is killed.</summary>
    public static IReadOnlyList<string> Arguments(DataFolder data, JobFolder folder) =>
        [typeof(JobHost).Assembly.Location, Argument, data.Path, folder.Path];

    public static IHost Create(DataFolder data, StoreOptions stores, JobFolder folder)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(stores)
            .AddSingleton(data)
            .AddSingleton<Stores>()
            .AddSingleton(folder)
            .AddSingleton(new RecordSeal(() => [Key]))
            .AddJob<Counting>("counting", "Counts.", takesArguments: true)
            .AddJob<Waiting>("waiting", "Waits.")
            .AddJob<Waiting>("ticking", "Waits, begun by the clock.", "* * * * * ?")
            .AddJobEngine(new JobOptions
            {
                Poll = TimeSpan.FromMilliseconds(50),
                Retries = [TimeSpan.Zero],
                HeldPause = TimeSpan.FromMilliseconds(50),
                // Longer than a busy machine keeps a process from renewing what it works on.
                TakeOver = TimeSpan.FromSeconds(5),
                Workers = 4,
            });
        return builder.Build();
    }

    private static async Task<int> RunAsync(string data, string folder, string? postgres)
    {
        var stores = new StoreOptions { Postgres = postgres is { Length: > 0 } ? postgres : null };
        // The process that started it is its life, however that ends.
        _ = Task.Run(() =>
        {
            Console.In.ReadToEnd();
            Environment.Exit(1);
        });
        using var host = Create(new DataFolder(data), stores, new JobFolder(folder));
        await host.RunAsync();
        return 0;
    }
}
