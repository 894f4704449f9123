using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Hub.Host.Shell;
using Hub.Platform.Identity;
using Hub.Platform.Links;

namespace Hub.Host.Tests;

/// <summary>What a person is told who mistypes something: the reason first, once, and what was probably meant.</summary>
public sealed class MistypedCommands
{
    [Fact]
    public async Task All_faults_of_a_line_are_told_at_once()
    {
        foreach (var (typed, faults) in new (string, string[])[]
        {
            ("shift a --to nwe", ["--to 'nwe' is not one of", "--reason TEXT is missing: the reason, which is kept with"]),
            ("shift a --to canary --percent ten", ["--percent 'ten' is not a number", "--reason TEXT is missing"]),
            ("audit verify --key x --jsn", ["has no option '--jsn'"]),
            ("audit --outcome dnoe --limit 0", ["--outcome 'dnoe' is not one of", "--limit '0' is not from 1 to 1000"]),
            ("revisions diff 1", ["needs <to>: the number of the revision to compare it with."]),
        })
        {
            var result = await HubCommand.RunAsync(typed.Split(' '));
            result.ExitCode.ShouldBe(2);
            foreach (var fault in faults)
                result.Errors.ShouldContain(fault, Case.Sensitive, typed);
        }
    }

    [Theory]
    [InlineData("rotes", "./hub has no command 'rotes'; did you mean 'routes'?")]
    [InlineData("rotes --json", "./hub has no command 'rotes'; did you mean 'routes'?")]
    [InlineData("frobnicate", "./hub has no command 'frobnicate'.")]
    [InlineData("plan chekc", "./hub plan has no command 'chekc'; did you mean 'check'?")]
    [InlineData("audit verfy", "./hub audit has no command 'verfy'; did you mean 'verify'?")]
    [InlineData("token", "./hub token needs a command: create, list, revoke.")]
    [InlineData("routes --jsno", "./hub routes has no option '--jsno'; did you mean '--json'?")]
    [InlineData("routes --jsno=1", "./hub routes has no option '--jsno'; did you mean '--json'?")]
    [InlineData("--json routes", "--json belongs after the command: ./hub routes --json")]
    [InlineData("nodes orders", "./hub nodes takes no 'orders'.")]
    [InlineData("explain a b", "./hub explain takes <request-id> and no 'b' after that.")]
    [InlineData("explain", "./hub explain needs <request-id>: the request, as its answer's X-Hub-Request-Id names it.")]
    [InlineData(
        "shift a --to nwe --reason x", "--to 'nwe' is not one of legacy, shadow, canary, new, retired; did you mean 'new'?")]
    [InlineData(
        "shift a --to shadows --reason x",
        "--to 'shadows' is not one of legacy, shadow, canary, new, retired; did you mean 'shadow'?")]
    [InlineData("shift a --to canary --percent ten --reason x", "--percent 'ten' is not a number, such as 10 or 2.5.")]
    [InlineData("shift a --to new --reson x", "./hub shift has no option '--reson'; did you mean '--reason'?")]
    [InlineData("shift a --to new --to canary --reason x", "--to is given more than once; it takes one value.")]
    [InlineData(
        "shift a --reason x --to",
        "--to needs a value, legacy|shadow|canary|new|retired: the stage where the route is to stand.")]
    [InlineData("revisions diff 1 b", "<to> 'b' is not a whole number, such as 10.")]
    [InlineData("audit --limit many", "--limit 'many' is not a whole number, such as 10.")]
    [InlineData(
        "token create x --role opertor",
        "--role 'opertor' is not one of caller, consumer, viewer, operator, approver, integrator, admin; "
            + "did you mean 'operator'?")]
    [InlineData(
        "import sql --provider mysql --connection x --system x --out x",
        "--provider 'mysql' is not one of sqlite, postgres, sqlserver.")]
    [InlineData("approve --jsn", "./hub approve has no option '--jsn'; did you mean '--json'?")]
    [InlineData("systems --wacth", "./hub systems has no option '--wacth'; did you mean '--watch'?")]
    [InlineData("explain --jsn", "./hub explain has no option '--jsn'; did you mean '--json'?")]
    [InlineData("explain --jsn=1 abc", "./hub explain has no option '--jsn'; did you mean '--json'?")]
    [InlineData("token revoke --al", "./hub token revoke has no option '--al'.")]
    [InlineData(
        "shift --dryrun --to new --reason x", "./hub shift has no option '--dryrun'; did you mean '--dry-run'?")]
    [InlineData("plan show --jsn", "./hub plan show has no option '--jsn'; did you mean '--json'?")]
    [InlineData("plan show 1 --jsn", "./hub plan show has no option '--jsn'; did you mean '--json'?")]
    [InlineData("plan export --list", "./hub plan export has no option '--list'.")]
    [InlineData("plan export -5", "./hub plan export has no option '-5'.")]
    [InlineData("jobs --jsn run x", "./hub jobs run has no option '--jsn'; did you mean '--json'?")]
    [InlineData("approve abc --watch", "--watch shows what waits: leave out the id, or leave out --watch.")]
    public async Task The_reason_comes_first_and_once(string typed, string sentence)
    {
        var result = await HubCommand.RunAsync(typed.Split(' '));
        (result.ExitCode, result.Output).ShouldBe((2, ""));
        var lines = result.Errors.Split('\n');
        lines[0].ShouldBe(sentence);
        lines.Length.ShouldBe(2, result.Errors);
        lines[1].ShouldStartWith("See ./hub");
    }

    [Theory]
    [InlineData("plan new|", "<folder> is empty: name a folder")]
    [InlineData("plan export|", "<folder> is empty: name a folder")]
    [InlineData("doctor|--data|", "--data is empty: name a folder")]
    [InlineData("up|--data|", "--data is empty: name a folder")]
    [InlineData("plan check|--plan|", "--plan is empty: name a folder")]
    [InlineData("import wsdl|a.wsdl|--system|x|--out|", "--out is empty: name a folder")]
    [InlineData("sync conform|http://127.0.0.1:9|--token-file|", "--token-file is empty: name a file")]
    public async Task A_folder_or_file_of_a_variable_that_is_not_set_is_told(string typed, string fault)
    {
        var words = typed.Split('|');
        var result = await HubCommand.RunAsync([.. words[0].Split(' '), .. words[1..]]);
        result.ExitCode.ShouldBe(2, result.Errors);
        result.Errors.ShouldContain(fault);
    }

    [Fact]
    public async Task After_two_dashes_a_name_may_begin_with_one()
    {
        var result = await HubCommand.RunAsync(
            new Dictionary<string, string?> { ["HUB_TOKEN"] = "hub_x", ["HUB_URL"] = "http://127.0.0.1:9" },
            "explain", "--", "--jsn");
        result.ExitCode.ShouldBe(1, result.Errors);
        result.Errors.ShouldContain("No hub answers at http://127.0.0.1:9/");
    }

    [Fact]
    public async Task Help_is_shown_beside_a_mistyped_option() =>
        (await HubCommand.RunAsync("explain", "--jsn", "--help")).ExitCode.ShouldBe(0);

    [Fact]
    public async Task All_that_is_missing_is_told_at_once()
    {
        var errors = (await HubCommand.RunAsync("shift", "--percent", "5")).Errors;
        foreach (var missing in new[] { "--to ", "--reason ", "./hub shift needs <route>" })
            errors.ShouldContain(missing);
    }

    [Fact]
    public async Task Help_names_every_stage_that_a_shift_takes() =>
        (await HubCommand.RunAsync("shift", "--help")).Output.ShouldContain("--to <legacy|shadow|canary|new|retired>");

    [Fact]
    public void What_nobody_expected_is_one_sentence_and_its_place_only_where_asked()
    {
        var failure = Record.Exception(() => int.Parse("twelve", CultureInfo.InvariantCulture)).ShouldNotBeNull();
        CommandLine.Unexpected(failure, verbose: true).ShouldContain("   at ");
        CommandLine.Unexpected(failure, verbose: false).ShouldBe(
            "An unexpected failure: The input string 'twelve' was not in a correct format. "
                + "--verbose shows where it happened.");
    }

    [Theory]
    [InlineData("routes", "{}")]
    [InlineData("routes", """{"revision":1,"plan":"x","problem":null,"countedBy":[],"silent":[],"routes":null}""")]
    [InlineData("audit", "[null]")]
    [InlineData("systems", "{}")]
    [InlineData("shift a.b --to new --reason x", "{}")]
    [InlineData("nodes", "<p>hello</p>", "text/html")]
    [InlineData("nodes", "[]", "application/json; charset=nowhere")]
    public async Task An_answer_of_a_server_that_is_not_a_hub_is_told_as_such(
        string command, string body, string type = "application/json")
    {
        var result = await AskStrangerAsync(command, body, type);
        (result.ExitCode, result.Output).ShouldBe((1, ""));
        result.Reason.ShouldMatch("^What answers at http://127.0.0.1:[0-9]+/? is not a hub");
        result.Reason.ShouldContain("HUB_URL");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[null]")]
    [InlineData("[{}]")]
    [InlineData("null")]
    [InlineData("\"ok\"")]
    [InlineData("7")]
    public void No_record_is_made_of_an_answer_that_lacks_what_it_always_has(string body)
    {
        var answer = JsonElement.Parse(body);
        foreach (var read in new Action[] { () => answer.Read<AuditEntry>(), () => answer.Read<List<LinkStatus>>() })
            Should.Throw<CommandFailedException>(read).Message.ShouldContain("is not a hub");
    }

    private static async Task<HubCommand.Result> AskStrangerAsync(string command, string body, string type)
    {
        using var stranger = new TcpListener(IPAddress.Loopback, 0);
        stranger.Start();
        using var over = new CancellationTokenSource();
        var answering = AnswerAsync(stranger, body, type, over.Token);
        var environment = new Dictionary<string, string?>
        {
            ["HUB_URL"] = $"http://{stranger.LocalEndpoint}", ["HUB_TOKEN"] = "hub_x",
        };
        var result = await HubCommand.RunAsync(environment, command.Split(' '));
        await over.CancelAsync();
        await answering;
        return result;
    }

    // Some other program's answer, however often it is asked.
    private static async Task AnswerAsync(TcpListener stranger, string body, string type, CancellationToken over)
    {
        var answer = Encoding.UTF8.GetBytes(
            $"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}");
        try
        {
            while (true)
            {
                using var client = await stranger.AcceptTcpClientAsync(over);
                await using var stream = client.GetStream();
                _ = await stream.ReadAtLeastAsync(new byte[4096], 1, cancellationToken: over);
                await stream.WriteAsync(answer, over);
            }
        }
        catch (OperationCanceledException)
        {
            // The command has ended.
        }
    }
}
