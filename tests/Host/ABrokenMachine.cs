using Hub.Tests;
using Microsoft.AspNetCore.Builder;

namespace Hub.Host.Tests;

/// <summary>What ./hub doctor and the commands say where something is in the way.</summary>
public sealed class ABrokenMachine : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("taken")]
    [InlineData("taken/below")]
    public async Task A_data_folder_that_cannot_be_made_is_found(string data)
    {
        await File.WriteAllTextAsync(_folder.File("taken"), "a file");
        var result = await DoctorAsync(null, "--data", _folder.File(data));
        result.ExitCode.ShouldBe(1);
        result.Output.ShouldContain($"missing  data folder: {_folder.File(data)} cannot be made: ");
        Directory.GetFiles(_folder.File("."), ".doctor-*").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_data_folder_that_can_be_made_is_fine_and_is_not_made()
    {
        var result = await DoctorAsync(null, "--data", _folder.File("a/b"));
        result.Output.ShouldContain("is made at the first start");
        Directory.Exists(_folder.File("a")).ShouldBeFalse();
        Directory.GetFiles(_folder.File("."), ".doctor-*").ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_program_at_the_hubs_address_is_told_as_such()
    {
        await using var other = WebApplication.CreateSlimBuilder().Build();
        other.Urls.Add("http://127.0.0.1:0");
        other.MapGet("/{**any}", () => "ready");
        await other.StartAsync(TestContext.Current.CancellationToken);
        var result = await DoctorAsync(other.Urls.First(), "--data", _folder.File("data"));
        result.ExitCode.ShouldBe(1);
        result.Output.ShouldContain($"missing  hub: what answers at {other.Urls.First()} is another program");
    }

    [Fact]
    public async Task A_password_in_the_hubs_address_is_refused_and_never_shown()
    {
        const string url = "http://olga:pass-4711@127.0.0.1:9";
        var doctor = await DoctorAsync(url, "--data", _folder.File("data"));
        doctor.Output.ShouldContain("missing  hub: HUB_URL holds a user name or a password");
        var routes = await HubCommand.RunAsync(
            new Dictionary<string, string?> { ["HUB_URL"] = url, ["HUB_TOKEN"] = "hub_x" }, "routes");
        routes.ExitCode.ShouldBe(1);
        (doctor.Output + doctor.Errors + routes.Output + routes.Errors).ShouldNotContain("pass-4711");
    }

    private static Task<HubCommand.Result> DoctorAsync(string? url, params string[] arguments) => HubCommand.RunAsync(
        new Dictionary<string, string?> { ["HUB_URL"] = url ?? "http://127.0.0.1:9", ["HUB_TOKEN"] = "hub_x" },
        ["doctor", .. arguments]);
}
