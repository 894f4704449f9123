using System.Text;
using Hub.Platform.Plan;
using Hub.ServiceKit.Changes;

namespace Hub.Adapters.Tests.Files;

/// <summary>Whatever lies in the folder, what can be read is read, and the rest is named.</summary>
public sealed class HostileFiles
{
    private const string Header = "ITEM;QTY;ON;OP\r\n";

    [Theory]
    [InlineData("ITEM;QTY;OP\r\nA1;1;\r\n", "does not name the column ON")]
    [InlineData("ITEM;QTY;ON;QTY;OP\r\nA1;1;;2;\r\n", "names the column QTY 2 times")]
    [InlineData("ITEM,QTY,ON,OP\r\nA1,1,,\r\n", "is the separator ';', and the encoding utf-8?")]
    [InlineData(Header + "A1;\"1;;\r\nA2;2;;\r\n", "line 2 opens a quote that is never closed")]
    [InlineData("", "it is empty")]
    public async Task A_file_that_cannot_be_told_apart_is_refused_as_a_whole(string text, string why)
    {
        await using var world = await FileWorld.StartAsync();
        world.Drop("stock-1.csv", text);
        world.Drop("stock-2.csv", Header + "A2;2;;\r\n");

        await world.ReadAsync();

        world.Answer("failed", "stock-1.csv").Single().Replace("\"\"", "\"").ShouldContain(why);
        world.Applied.Keys.ShouldBe(["S-A2"]);
        world.Names("").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_row_of_many_megabytes_takes_no_memory_and_refuses_the_file()
    {
        await using var world = await FileWorld.StartAsync();
        world.Drop("stock-1.csv", Header + "A1;1;;\r\n" + new string(';', 20_000_000));
        world.Drop("stock-2.csv", Header + "A2;\"" + new string('x', 20_000_000) + "\";;\r\n");

        await world.ReadAsync();

        world.Told.ShouldBe(0);
        world.Answer("failed", "stock-1.csv").Single().ShouldContain("is longer than 1024 KiB");
        world.Answer("failed", "stock-2.csv").Single().ShouldContain("is longer than 1024 KiB");
    }

    [Theory]
    [InlineData("A1;1;;\0", "column OP has a control character (U+0000)")]
    [InlineData("A1;1\u001b[31m;;", "column QTY has a control character (U+001B)")]
    [InlineData("A1;\"1;;", null)]
    [InlineData("A1;1\"2;;", "a quote stands where none may")]
    [InlineData("A1;1;;;extra", "it has 5 fields, and there are 4 columns")]
    public async Task A_row_that_is_not_one_breaks_no_other(string row, string? why)
    {
        await using var world = await FileWorld.StartAsync();
        world.Drop("stock-1.csv", $"{Header}{row}\r\n{(why is null ? "\";;\r\n" : "")}A2;2;;\r\n");

        await world.ReadAsync();

        if (why is not null)
            world.Parked["S-A1"].ShouldContain($"stock-1.csv, line 2: {why}");
        world.Applied.Keys.ShouldContain("S-A2");
    }

    [Fact]
    public async Task A_key_that_is_too_long_for_a_store_breaks_the_row_that_it_is_in()
    {
        await using var world = await FileWorld.StartAsync();
        world.Drop("stock-1.csv", $"{Header}{new string('A', 199)};1;;\r\n{new string('B', 198)};2;;\r\n");

        await world.ReadAsync();

        world.Applied.Values.ShouldBe(["2 "]);
        world.Parked["(stock-1.csv, line 2)"].ShouldContain("line 2: its key 'id' has 201 characters, and a key has 200 at most");
    }

    [Fact]
    public async Task Bytes_of_another_encoding_break_the_row_that_they_are_in()
    {
        await using var world = await FileWorld.StartAsync();
        world.Drop("stock-1.csv", [.. Encoding.ASCII.GetBytes($"{Header}B"), 0xE4, .. "r;1;;\r\nA2;2;;\r\n"u8]);

        await world.ReadAsync();

        world.Applied.Keys.ShouldBe(["S-A2"]);
        world.Parked.Values.Single().ShouldContain("stock-1.csv, line 2: column ITEM is not written in utf-8");
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\n")]
    [InlineData("\r")]
    public async Task Lines_end_as_any_system_ends_them_and_a_byte_order_mark_is_no_column(string end)
    {
        await using var world = await FileWorld.StartAsync();
        var text = $"{Header}A1;1;;\r\n\"A2\";\"2\";;\r\n".ReplaceLineEndings(end);
        world.Drop("stock-1.csv", [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(text)]);

        await world.ReadAsync();

        world.Applied.ShouldBe(new Dictionary<string, string> { ["S-A1"] = "1 ", ["S-A2"] = "2 " });
        world.Answer("done", "stock-1.csv").Select(l => l[0]).ShouldBe(['2', '3']);
    }

    [Fact]
    public async Task Columns_come_in_any_order_with_others_between_them()
    {
        await using var world = await FileWorld.StartAsync();
        world.Drop("stock-1.csv", "OP;NOTE;ON;QTY;ITEM\r\n;\"two\r\nlines; and \"\"quotes\"\"\";;1;A1\r\n;;;2;A2\r\n");

        await world.ReadAsync();

        world.Applied.ShouldBe(new Dictionary<string, string> { ["S-A1"] = "1 ", ["S-A2"] = "2 " });
        world.Answer("done", "stock-1.csv").Select(l => l[0]).ShouldBe(['2', '4']);
    }

    [Fact]
    public async Task Fixed_columns_are_cut_by_characters_in_the_encoding_of_the_file()
    {
        await using var world = await FileWorld.StartAsync(
            layout: "{ fixed: { ITEM: 5, QTY: 9, ON: 10, OP: 1 }, encoding: windows-1252 }");
        world.Drop("stock-1.csv", Encoding.Latin1.GetBytes(
            "Bär  1.250,50030.11.2026 \r\nÄpfel        7          \r\nA3       x30.11.2026 and more\r\nA4          4"));

        await world.ReadAsync();

        world.Applied.ShouldBe(new Dictionary<string, string>
        {
            ["S-Bär"] = "1250.500 2026-11-30", ["S-Äpfel"] = "7 ", ["S-A4"] = "4 ",
        });
        world.Parked["S-A3"].ShouldContain("line 3: it has 29 characters, and the columns have 25");
    }

    [Fact]
    public async Task Links_lead_nowhere()
    {
        await using var world = await FileWorld.StartAsync();
        var secret = Path.Combine(world.Root, "secret.txt");
        File.WriteAllText(secret, Header + "A1;1;;\r\n");
        File.CreateSymbolicLink(world.PathOf("in", "stock-1.csv"), secret);
        await world.ReadAsync();
        world.Told.ShouldBe(0);
        world.Source.Report!.Notice.ShouldBe("stock-1.csv in in/ is a link and is not read: drop the file itself");

        // Nor does the folder itself, or one that files are put away in.
        File.Delete(world.PathOf("in", "stock-1.csv"));
        var elsewhere = Directory.CreateDirectory(Path.Combine(world.Root, "elsewhere")).FullName;
        Directory.CreateSymbolicLink(world.PathOf("in", "done"), elsewhere);
        world.Drop("stock-2.csv", Header + "A2;2;;\r\n");
        (await Should.ThrowAsync<ChangeTargetUnavailableException>(world.ReadAsync)).Message.ShouldNotContain(world.Root);
        Directory.EnumerateFiles(elsewhere).ShouldBeEmpty();
        Directory.Delete(world.PathOf("in"), recursive: true);
        Directory.CreateSymbolicLink(world.PathOf("in"), elsewhere);
        (await Should.ThrowAsync<ChangeTargetUnavailableException>(world.ReadAsync)).Message.ShouldBe("warehouse: in/ is a link");
    }

    [Fact]
    public async Task An_answer_replaces_a_link_under_the_name_that_it_is_written_under()
    {
        await using var world = await FileWorld.StartAsync();
        var other = Path.Combine(world.Root, "other.txt");
        File.WriteAllText(other, "somebody's");
        Directory.CreateDirectory(world.PathOf("in", "done"));
        File.CreateSymbolicLink(world.PathOf("in", "done", ".stock-1.csv.answer.csv.tmp"), other);
        world.Drop("stock-1.csv", Header + "A1;1;;\r\n");

        await world.ReadAsync();

        world.Answer("done", "stock-1.csv").ShouldBe(["2,S-A1,accepted,"]);
        File.ReadAllText(other).ShouldBe("somebody's");
    }

    [Fact]
    public async Task A_name_that_leaves_no_room_for_that_of_its_answer_is_shortened_where_it_is_put_away()
    {
        await using var world = await FileWorld.StartAsync();
        world.Drop($"stock-1{new string('x', 240)}.csv", Header + "A1;1;;\r\n");
        world.Drop($"stock-2{new string('ä', 120)}.csv", Header);
        world.Drop("stock-3.csv", Header + "A3;3;;\r\n");

        await world.ReadAsync();

        world.Applied.Keys.ShouldBe(["S-A1", "S-A3"]);
        world.Names("").ShouldBeEmpty();
        var done = world.Names("done");
        done.Count.ShouldBe(6);
        var shortened = done.Single(n => n.StartsWith("stock-1x", StringComparison.Ordinal) && done.Contains($"{n}.answer.csv"));
        shortened.ShouldEndWith(".csv");
        world.Answer("done", shortened).ShouldBe(["2,S-A1,accepted,"]);
    }

    [Fact]
    public async Task A_name_that_is_not_written_in_UTF_8_is_told_and_stops_no_other()
    {
        await using var world = await FileWorld.StartAsync();
        foreach (var name in new[] { @"stock-\344.csv", @"stock-\366.csv" })
            using (var made = System.Diagnostics.Process.Start(
                "sh", ["-c", "printf 'ITEM;QTY;ON;OP\n' > \"$(printf \"$1\")\"", "sh", $"{world.PathOf("in")}/{name}"]))
                await made.WaitForExitAsync();
        Directory.EnumerateFiles(world.PathOf("in")).Count().ShouldBe(2);
        world.Drop("stock-2.csv", Header + "A2;2;;\r\n");

        await world.ReadAsync();

        world.Applied.Keys.ShouldBe(["S-A2"]);
        world.Source.Report!.Notice.ShouldBe(
            "2 files in in/ cannot be opened, as the names are not written in UTF-8: rename them");
    }

    [Fact]
    public async Task A_file_that_is_changed_while_it_is_read_is_read_again_as_it_is_then()
    {
        await using var world = await FileWorld.StartAsync();
        world.Drop("stock-1.csv", Header + string.Concat(Enumerable.Range(1, 1200).Select(n => $"A{n};1;;\r\n")));
        await world.ReadPageAsync(10);
        world.Pass(TimeSpan.FromMinutes(1));
        await world.ReadPageAsync(10);
        world.Drop("stock-1.csv", Header + string.Concat(Enumerable.Range(1, 1300).Select(n => $"A{n};2;;\r\n")));
        world.Restart();

        await world.ReadAsync();
        await world.ReadAsync();

        world.Applied.Count.ShouldBe(1300);
        world.Applied.Values.ShouldAllBe(v => v == "2 ");
        world.Answer("failed", "stock-1.csv").Single().ShouldContain("it was changed while it was read");
        world.Answer("done", "stock-1.csv").Length.ShouldBe(1300);
    }

    [Fact]
    public async Task Thousands_of_files_are_read_one_after_the_other_in_the_order_of_their_names()
    {
        await using var world = await FileWorld.StartAsync();
        for (var n = 1000; n > 0; n--)
            world.Drop($"stock-{n:0000}.csv", $"{Header}A1;{n};;\r\n");

        await world.ReadAsync();

        world.Applied["S-A1"].ShouldBe("1000 ");
        world.Names("").ShouldBeEmpty();
        world.Names("done").Count.ShouldBe(2000);
    }

    [Theory]
    [InlineData("stock-$(id).csv")]
    [InlineData("stock--rf *.csv")]
    [InlineData("stock-=1+1.csv")]
    public async Task A_name_is_only_a_name(string name)
    {
        await using var world = await FileWorld.StartAsync();
        world.Drop(name, Header + "A1;1;;\r\n");

        await world.ReadAsync();

        world.Applied.Keys.ShouldBe(["S-A1"]);
        world.Names("done").ShouldBe([name, $"{name}.answer.csv"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("stock-\u001b[31mred.csv")]
    [InlineData("stock-\n.csv")]
    public async Task A_name_with_control_characters_is_refused(string name)
    {
        await using var world = await FileWorld.StartAsync();
        world.Drop(name, Header + "A1;1;;\r\n");

        await world.ReadAsync();

        world.Told.ShouldBe(0);
        world.Answer("failed", name).Single().ShouldContain("its name has control characters");
    }

    [Fact]
    public async Task A_pipe_is_not_waited_for()
    {
        await using var world = await FileWorld.StartAsync();
        using (var made = System.Diagnostics.Process.Start("mkfifo", [world.PathOf("in", "stock-1.csv")]))
            await made.WaitForExitAsync();
        world.Drop("stock-2.csv", Header + "A2;2;;\r\n");

        await world.ReadAsync();

        world.Applied.Keys.ShouldBe(["S-A2"]);
        world.Answer("failed", "stock-1.csv").Single().ShouldContain("not a regular file");
    }
}
