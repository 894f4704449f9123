using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Hub.Adapters.Recording;
using Hub.Adapters.Surface;
using Hub.Host.Shell;
using Hub.Platform.Problems;
using Hub.Platform.Telemetry.Logging;
using Hub.ServiceKit.Problems;

namespace Hub.Host.Commands;

/// <summary>Saves masked exchanges with a system, as they happen in a running hub.</summary>
internal static class RecordCommand
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerOptions.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Command Create()
    {
        var what = new Argument<string>("system") { Description = "The system, or one of its operations: erp, erp.GetOrder." };
        var length = new Option<string>("--for")
        {
            Description = "For how long, up to an hour.",
            HelpName = "TIME",
            DefaultValueFactory = _ => "5m",
        }.OfDuration("30s or 5m", TimeSpan.FromHours(1));
        var count = new Option<int>("--count")
        {
            Description = "After how many exchanges it ends, up to 1000.",
            HelpName = "N",
            DefaultValueFactory = _ => 100,
        }.Between(1, 1000);
        var output = new Option<string>("--out")
        {
            Description = "Where they are saved, one file each.",
            HelpName = "DIR",
            DefaultValueFactory = _ => "migration-plan/recordings",
        };
        var (data, json) = (HubOptions.Data(), HubOptions.Json());
        var command = new Command(
            "record", "Records masked exchanges with a system, to be replayed by ./hub plan test.")
        {
            what, length, count, output, data, json,
        };
        command.SetAction((parsed, cancellation) => RecordAsync(
            parsed.GetValue(what)!,
            parsed.GetValue(length)!,
            parsed.GetValue(count),
            parsed.GetValue(output)!,
            parsed.GetValue(data)!,
            parsed.GetValue(json),
            cancellation));
        return command;
    }

    private static async Task<int> RecordAsync(
        string what, string length, int count, string output, string data, bool json, CancellationToken cancellation)
    {
        var (system, operation) = what.Split('.', 2) is [var name, var call] ? (name, call) : (what, null);
        var folder = Path.Combine(output, system);
        using var hub = new HubClient(data);
        var path = $"hub/api/systems/{Uri.EscapeDataString(system)}/recordings";
        var query = $"?length={Uri.EscapeDataString(length)}&count={count.ToString(CultureInfo.InvariantCulture)}"
            + (operation is null ? "" : $"&operation={Uri.EscapeDataString(operation)}");
        using var interruption = new Interruption(cancellation);
        var id = (await hub.PostAsync(path + query, new { })).Read<RecordingEndpoints.StartedRecording>().Id;
        try
        {
            // Before anything is recorded that could then not be saved, and for no system that the hub does not know.
            Write(folder, () => Directory.CreateDirectory(folder));
        }
        catch (CommandFailedException)
        {
            await hub.DeleteAsync($"{path}/{id}");
            throw;
        }

        if (!json)
            Terminal.Out.WriteLine(
                $"Recording {what} for {length}, up to {Counted.Of(count, "exchange")}; "
                + "Ctrl+C ends it earlier and saves what there is.");
        var (recording, problem) = await WaitAsync(hub, $"{path}/{id}", interruption.Token);
        var saved = 0;
        Write(folder, () => saved = Save(recording, folder));
        foreach (var (why, calls) in recording.Skipped.Where(_ => !json))
            Terminal.Out.WriteLine($"not recorded: {calls} × {why}");
        if (problem is not null)
            throw new CommandFailedException(
                $"{problem} The {Told(saved)} before that {(saved == 1 ? "is" : "are")} in {folder}.");
        await hub.DeleteAsync($"{path}/{id}");
        if (saved == 0)
            throw new CommandFailedException($"Nothing was recorded: nothing called {what} by way of a route.");
        if (json)
            Listing.PrintJson(JsonSerializer.SerializeToElement(new { folder, saved, skipped = recording.Skipped }));
        else
            Terminal.Out.WriteLine(
                $"{Told(saved)} {(saved == 1 ? "is" : "are")} in {folder}. "
                + "Look at them before they go anywhere: texts and numbers are "
                + $"masked, dates, codes and flags are not, and 'mask' in systems/{system}.yaml says otherwise.");
        return CommandLine.Done;
    }

    private static string Told(int saved) => Counted.Of(saved, "exchange");

    private static void Write(string folder, Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"{folder} cannot be written: {e.Message} Name another folder with --out.");
        }
    }

    /// <summary>The recording at its end, or as far as it was told, and why the hub tells no more.</summary>
    private static async Task<(RecordingView Recording, string? Problem)> WaitAsync(
        HubClient hub, string path, CancellationToken cancellation)
    {
        RecordingView? told = null;
        while (true)
        {
            try
            {
                told = (await hub.GetAsync(path)).Read<RecordingView>();
            }
            catch (CommandFailedException e) when (told is not null)
            {
                return (told, e.Message);
            }

            if (told.Over || cancellation.IsCancellationRequested)
                return (told, null);
            try
            {
                await Task.Delay(TimeSpan.FromSeconds(1), cancellation);
            }
            catch (OperationCanceledException)
            {
                // Ended by hand: what there is by now is fetched once more.
            }
        }
    }

    // Files are numbered on from what is there, so that one recording never replaces another.
    private static int Save(RecordingView recording, string folder)
    {
        var saved = 0;
        foreach (var exchange in recording.Exchanges)
        {
            var name = VisibleText.Of(RecordedExchange.CallOf(exchange)).Replace('/', '-');
            var number = 1;
            while (File.Exists(FileOf(number)))
                number++;
            File.WriteAllText(FileOf(number), JsonSerializer.Serialize(exchange, Indented) + "\n");
            saved++;

            string FileOf(int n) => Path.Combine(folder, $"{name}.{n.ToString("000", CultureInfo.InvariantCulture)}.json");
        }

        return saved;
    }
}
