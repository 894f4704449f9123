using Hub.Tests.Processes;

namespace Hub.Host.Tests;

/// <summary>Runs one command as a person would, in a process of its own.</summary>
internal static class HubCommand
{
    public static async Task<Result> RunAsync(IReadOnlyDictionary<string, string?>? environment, params string[] arguments)
    {
        await using var program = RunningProgram.Start("dotnet", [Repository.HubProgram, .. arguments], environment);
        var exitCode = await program.ExitAsync();
        return new Result(exitCode, program.Text, program.Errors);
    }

    public static Task<Result> RunAsync(params string[] arguments) => RunAsync(environment: null, arguments);

    internal sealed record Result(int ExitCode, string Output, string Errors)
    {
        /// <summary>What stderr says, without the next commands below it.</summary>
        public string Reason => string.Join('\n', Errors.TrimEnd().Split('\n')
            .Where(l => !l.StartsWith("next: ", StringComparison.Ordinal)));
    }
}
